// What lock guards what, told to clang's thread safety analysis (script/lint --thread-safety);
// other compilers see nothing. https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#pragma once

#ifdef __clang__
#define CHARTBRIDGE_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define CHARTBRIDGE_THREAD_ATTRIBUTE(x)
#endif

// On a class: it is a lock, or holds one while it lives.
#define CAPABILITY(name) CHARTBRIDGE_THREAD_ATTRIBUTE(capability(name))
#define SCOPED_CAPABILITY CHARTBRIDGE_THREAD_ATTRIBUTE(scoped_lockable)

// On a member: read and written only while that lock is held.
#define GUARDED_BY(lock) CHARTBRIDGE_THREAD_ATTRIBUTE(guarded_by(lock))
// The same for what a pointer points to.
#define PT_GUARDED_BY(lock) CHARTBRIDGE_THREAD_ATTRIBUTE(pt_guarded_by(lock))

// On a function: the caller holds these locks, or must not hold them.
#define REQUIRES(...) CHARTBRIDGE_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) CHARTBRIDGE_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
// On a function: it takes or gives back the lock.
#define ACQUIRE(...) CHARTBRIDGE_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define RELEASE(...) CHARTBRIDGE_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) CHARTBRIDGE_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))

// On a function that the analysis cannot follow; say why beside it.
#define NO_THREAD_SAFETY_ANALYSIS CHARTBRIDGE_THREAD_ATTRIBUTE(no_thread_safety_analysis)
