// A QR code as one path of squares; dark on white in dark mode too, or cameras do not find it.
import qrcode from 'qrcode-generator';

export function Qr({text, name}: {text: string; name: string}) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const squares: string[] = [];
  for (let row = 0; row < count; ++row)
    for (let column = 0; column < count; ++column)
      if (code.isDark(row, column)) squares.push(`M${column + 4} ${row + 4}h1v1h-1z`);
  return (
    <svg class="qr" role="img" aria-label={name} viewBox={`0 0 ${count + 8} ${count + 8}`} shape-rendering="crispEdges">
      <rect width="100%" height="100%" fill="#ffffff" />
      <path d={squares.join('')} fill="#000000" />
    </svg>
  );
}
