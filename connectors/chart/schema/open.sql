-- Of the connection that writes. FULL: a commit that was answered with 201 must outlive a power failure.
-- In the key store only the keys must, which are made durable when they are made.
PRAGMA temp_store = MEMORY;
PRAGMA main.journal_mode = WAL;
PRAGMA keys.journal_mode = WAL;
PRAGMA main.synchronous = FULL;
PRAGMA keys.synchronous = NORMAL;
PRAGMA main.secure_delete = ON;
PRAGMA keys.secure_delete = ON;
