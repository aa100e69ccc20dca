import BillingTime
import Foundation

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// The usual file system of SQLite, with faults at the calls that are asked for, and with a record of what was written.
///
/// It takes the place of the usual one for the whole process, so that a repository needs no option for it.
enum FaultySystem {
    /// What SQLite asks of a file.
    enum Call: String, CaseIterable, Sendable { case open, read, write, sync, truncate, delete }

    /// What becomes of a call.
    enum Outcome: Sendable {
        /// The error of the system.
        case fails(Int32)
        /// The process ends, before the call or in the middle of what it writes.
        case kills(afterHalf: Bool)
    }

    /// A call of one kind that goes wrong, counted from 0, and those after it if it is lasting.
    struct Plan: Sendable {
        let call: Call
        let number: Int
        let outcome: Outcome
        var isLasting = false
    }

    /// What reached a file, in the order of the calls.
    enum Event: Sendable {
        case write(file: String, offset: Int, bytes: [UInt8])
        case truncate(file: String, size: Int)
        case sync(file: String)
        case delete(file: String, isSynced: Bool)
        /// So many steps are acknowledged.
        case acknowledged(Int)
    }

    struct State: Sendable {
        var plan: Plan?
        var calls: [Call: Int] = [:]
        /// Whether the call of the plan was made.
        var isMet = false
        var isRecording = false
        var events: [Event] = []
        fileprivate var files: [UInt: OpenFile] = [:]
    }

    fileprivate struct OpenFile: Sendable {
        let name: String
        let methods: UInt
        var error: Int32 = 0
    }

    static let state = Lock(State())

    /// Begins to count anew.
    static func begin(_ plan: Plan?, isRecording: Bool = false) {
        state.withLock { state in
            state.plan = plan
            state.calls = [:]
            state.isMet = false
            state.isRecording = isRecording
            state.events = []
        }
    }

    /// Ends all faults, and tells whether the one that was planned was met.
    static func end() -> Bool {
        state.withLock { state in
            state.plan = nil
            state.isRecording = false
            return state.isMet
        }
    }

    static func record(_ event: Event) {
        state.withLock { if $0.isRecording { $0.events.append(event) } }
    }

    /// Counts a call, and gives what becomes of it if it goes wrong.
    fileprivate static func outcome(of call: Call) -> Outcome? {
        state.withLock { state in
            let number = state.calls[call, default: 0]
            state.calls[call] = number + 1
            guard let plan = state.plan, plan.call == call,
                number == plan.number || plan.isLasting && number > plan.number
            else { return nil }
            state.isMet = true
            return plan.outcome
        }
    }

    fileprivate static func file(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
        state.withLock { $0.files[UInt(bitPattern: file)] }
    }

    /// Remembers the error of the system for who asks for it, and gives the code of SQLite.
    fileprivate static func fail(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ error: Int32, _ code: Int32
    ) -> Int32 {
        state.withLock { $0.files[UInt(bitPattern: file)]?.error = error }
        errno = error
        return code
    }

    /// Ends the process as the system does, without a word.
    fileprivate static func die() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }
}

// Extended result codes, which are macros that the importer leaves out.
private let failedRead = SQLITE_IOERR | (1 << 8)
private let failedWrite = SQLITE_IOERR | (3 << 8)
private let failedSync = SQLITE_IOERR | (4 << 8)
private let failedTruncation = SQLITE_IOERR | (6 << 8)
private let failedDeletion = SQLITE_IOERR | (10 << 8)

extension FaultySystem.OpenFile {
    var usual: sqlite3_io_methods? {
        UnsafePointer<sqlite3_io_methods>(bitPattern: methods)?.pointee
    }
}

// MARK: The files

extension FaultySystem {
    /// The usual methods of a file, with those in which faults are put.
    private static func methods(like usual: sqlite3_io_methods) -> sqlite3_io_methods {
        var methods = usual
        methods.xClose = { file in
            guard let open = FaultySystem.file(file), let file else { return SQLITE_ERROR }
            FaultySystem.state.withLock { _ = $0.files.removeValue(forKey: UInt(bitPattern: file)) }
            file.pointee.pMethods = UnsafePointer(bitPattern: open.methods)
            return open.usual?.xClose(file) ?? SQLITE_ERROR
        }
        methods.xRead = { file, bytes, count, offset in
            guard let open = FaultySystem.file(file)?.usual else { return SQLITE_ERROR }
            switch FaultySystem.outcome(of: .read) {
            case .fails(let error): return FaultySystem.fail(file, error, failedRead)
            case .kills: FaultySystem.die()
            case nil: return open.xRead(file, bytes, count, offset)
            }
        }
        methods.xWrite = { file, bytes, count, offset in
            guard let open = FaultySystem.file(file), let usual = open.usual, let bytes else {
                return SQLITE_ERROR
            }
            switch FaultySystem.outcome(of: .write) {
            case .fails(let error):
                // A part of it may have been written.
                _ = usual.xWrite(file, bytes, count / 2, offset)
                return FaultySystem.fail(file, error, error == ENOSPC ? SQLITE_FULL : failedWrite)
            case .kills(let afterHalf):
                if afterHalf { _ = usual.xWrite(file, bytes, count / 2, offset) }
                FaultySystem.die()
            case nil:
                let written = Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
                FaultySystem.record(.write(file: open.name, offset: Int(offset), bytes: written))
                return usual.xWrite(file, bytes, count, offset)
            }
        }
        methods.xTruncate = { file, size in
            guard let open = FaultySystem.file(file) else { return SQLITE_ERROR }
            switch FaultySystem.outcome(of: .truncate) {
            case .fails(let error): return FaultySystem.fail(file, error, failedTruncation)
            case .kills: FaultySystem.die()
            case nil:
                FaultySystem.record(.truncate(file: open.name, size: Int(size)))
                return open.usual?.xTruncate(file, size) ?? SQLITE_ERROR
            }
        }
        methods.xSync = { file, flags in
            guard let open = FaultySystem.file(file) else { return SQLITE_ERROR }
            switch FaultySystem.outcome(of: .sync) {
            case .fails(let error): return FaultySystem.fail(file, error, failedSync)
            case .kills: FaultySystem.die()
            case nil:
                FaultySystem.record(.sync(file: open.name))
                return open.usual?.xSync(file, flags) ?? SQLITE_ERROR
            }
        }
        methods.xFileControl = { file, operation, value in
            guard let open = FaultySystem.file(file) else { return SQLITE_ERROR }
            if operation == SQLITE_FCNTL_LAST_ERRNO, open.error != 0 {
                value?.assumingMemoryBound(to: Int32.self).pointee = open.error
                return SQLITE_OK
            }
            return open.usual?.xFileControl(file, operation, value) ?? SQLITE_ERROR
        }
        return methods
    }

    /// The changed methods, for each of the usual ones.
    private static let changed = Lock<[UInt: UInt]>([:])

    private static func change(_ file: UnsafeMutablePointer<sqlite3_file>, name: String) {
        guard let usual = file.pointee.pMethods else { return }
        let key = UInt(bitPattern: usual)
        let own = changed.withLock { changed in
            if let own = changed[key] { return own }
            let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
            own.initialize(to: methods(like: usual.pointee))
            changed[key] = UInt(bitPattern: own)
            return UInt(bitPattern: own)
        }
        state.withLock { $0.files[UInt(bitPattern: file)] = OpenFile(name: name, methods: key) }
        file.pointee.pMethods = UnsafePointer(bitPattern: own)
    }
}

// MARK: The system

extension FaultySystem {
    /// The address of the usual system, once it is replaced.
    private static let usual = UInt(bitPattern: sqlite3_vfs_find(nil))

    private static var usualSystem: UnsafeMutablePointer<sqlite3_vfs>? {
        UnsafeMutablePointer(bitPattern: usual)
    }

    /// Takes the place of the usual system; called once, before the first file is opened.
    static func install() -> Bool {
        guard let usual = usualSystem else { return false }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: usual.pointee)
        system.pointee.pNext = nil
        system.pointee.zName = UnsafePointer(strdup("store-faults"))
        system.pointee.xOpen = { _, name, file, flags, opened in
            guard let usual = FaultySystem.usualSystem, let file else { return SQLITE_ERROR }
            switch FaultySystem.outcome(of: .open) {
            case .fails(let error):
                file.pointee.pMethods = nil
                errno = error
                return SQLITE_CANTOPEN
            case .kills: FaultySystem.die()
            case nil: break
            }
            let result = usual.pointee.xOpen(usual, name, file, flags, opened)
            let path = name.map { String(cString: $0) } ?? ""
            if result == SQLITE_OK { FaultySystem.change(file, name: FaultySystem.name(path)) }
            return result
        }
        system.pointee.xDelete = { _, name, isSynced in
            guard let usual = FaultySystem.usualSystem, let name else { return SQLITE_ERROR }
            switch FaultySystem.outcome(of: .delete) {
            case .fails(let error):
                errno = error
                return failedDeletion
            case .kills: FaultySystem.die()
            case nil:
                let path = FaultySystem.name(String(cString: name))
                FaultySystem.record(.delete(file: path, isSynced: isSynced != 0))
                return usual.pointee.xDelete(usual, name, isSynced)
            }
        }
        return sqlite3_vfs_register(system, 1) == SQLITE_OK
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}
