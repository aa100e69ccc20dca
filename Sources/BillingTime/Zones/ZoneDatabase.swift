public import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A source of time zones: the folder of the system, a folder of the host, or files in memory.
///
/// A zone is read once and kept for the life of the database value and its copies. A host that installs new zone
/// data while it runs makes a new database of the folder. May be used from any thread.
///
/// ```swift
/// let berlin = try ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))
/// ```
public struct ZoneDatabase: Sendable {
    private enum Source {
        case system
        case folder(String)
        case files([ZoneID: [UInt8]], release: String?)
    }

    private struct State {
        var zones: [ZoneID: Zone] = [:]
        /// The folder in use and the release that it names, once found.
        var folder: (path: String, release: String?)?
        /// The names of the zones, once one was asked for that is not there.
        var names: [String]?
    }

    private final class Cache: Sendable {
        let state = Lock(State())
    }

    private let source: Source
    private let cache = Cache()

    private init(_ source: Source) { self.source = source }

    /// The zone data of the operating system, in the first of its usual folders that holds any.
    ///
    /// On Linux this is the package `tzdata`. It is searched when a zone is first asked for, and again as long as
    /// it is missing.
    public static let system = ZoneDatabase(.system)

    /// The places where systems keep their zone data.
    private static let systemFolders = [
        "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
        "/var/db/timezone/zoneinfo",
    ]

    /// Uses a folder of TZif files that has the layout of `/usr/share/zoneinfo`.
    ///
    /// - Parameter folder: The path of the folder, which is first looked at when a zone is asked for.
    public init(folder: String) { self.init(.folder(folder)) }

    /// Uses TZif files that the host has at hand.
    ///
    /// - Parameters:
    ///   - files: The bytes of each zone's file.
    ///   - release: The release of the time zone database that they come from, if known.
    public init(files: [ZoneID: [UInt8]], release: String? = nil) {
        self.init(.files(files, release: release))
    }

    /// The zone of this name.
    ///
    /// `ZoneID.utc` is there even without a database.
    ///
    /// - Parameter id: The name, in the case that the database uses.
    /// - Returns: The zone with its release and digest.
    /// - Throws: `BillingError` with code `unavailable` if there is no database, `notFound` if it has no such zone, and
    ///   what ``Zone/init(_:tzif:release:)`` throws if the file cannot be used.
    public func zone(_ id: ZoneID) throws(BillingError) -> Zone {
        // Read under the lock: a file is small, and read once.
        let result = cache.state.withLock { state in
            if let zone = state.zones[id] { return Result<Zone, BillingError>.success(zone) }
            do throws(BillingError) {
                let zone = try read(id, &state)
                state.zones[id] = zone
                return .success(zone)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The clock of a history of zones: at every instant it reads what that of the zone in force reads.
    ///
    /// This is the clock of a tenant. A change of zone is a change of the clock like any other: buckets tile across it, and
    /// the day of the change is longer or shorter. What lies before a change does not depend on it.
    ///
    /// ```swift
    /// let clock = try ZoneDatabase.system.zone(tenant.zones)
    /// clock.start(of: try LocalDate("2026-02-01"))  // in the zone of then
    /// ```
    ///
    /// - Parameter history: The zones, as `Tenant.zones` has them.
    /// - Returns: The zone itself if the history has no change.
    /// - Throws: What the other `zone(_:)` throws, for any zone of the history.
    /// - Complexity: O(*n*) for *n* changes.
    public func zone(_ history: ZoneHistory) throws(BillingError) -> Zone {
        guard !history.changes.isEmpty else { return try zone(history.first) }
        return try Zone(history) { id throws(BillingError) in try zone(id) }
    }

    private func read(_ id: ZoneID, _ state: inout State) throws(BillingError) -> Zone {
        let bytes: [UInt8]?
        let release: String?
        if case .files(let files, let name) = source {
            (bytes, release) = (files[id], name)
        } else {
            guard let folder = state.folder ?? findFolder() else {
                if id == .utc { return .utc }
                throw Self.missing(in: hostFolder)
            }
            state.folder = folder
            (bytes, release) = (Self.content("\(folder.path)/\(id)"), folder.release)
        }
        guard let bytes else {
            if id == .utc { return .utc }
            throw BillingError(
                .notFound,
                rule: "a time zone is one of the database in use, such as that of the package tzdata",
                detail: "zone '\(id)'" + hint(id, &state))
        }
        return try Zone(id, tzif: bytes, release: release)
    }

    /// The zones that may be meant by a name that the database has not, for a sentence.
    private func hint(_ id: ZoneID, _ state: inout State) -> String {
        let names = state.names ?? zoneNames(state.folder?.path)
        state.names = names
        let nearest = NearestZones.of(id.name, among: names)
        if nearest.isEmpty, NearestZones.isAbbreviation(id.name) {
            return "; a zone is named by its place, such as Australia/Sydney"
        }
        return nearest.isEmpty ? "" : "; the nearest is \(nearest.joined(separator: " or "))"
    }

    /// The names of all zones, in ascending order.
    private func zoneNames(_ folder: String?) -> [String] {
        if case .files(let files, _) = source { return files.keys.map(\.name).sorted() }
        guard let folder, let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
            return []
        }
        return paths.filter { NearestZones.isZone($0) }.sorted()
    }

    private var hostFolder: String? {
        if case .folder(let path) = source { path } else { nil }
    }

    private func findFolder() -> (path: String, release: String?)? {
        let candidates = hostFolder.map { [$0] } ?? Self.systemFolders
        let path = candidates.first { path in
            // Some images keep the folder but remove what is in it.
            let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
            return entries?.isEmpty == false
        }
        return path.map { ($0, Self.release(in: $0)) }
    }

    /// The error for a folder without zones, or for a system without any.
    static func missing(in folder: String?) -> BillingError {
        if let folder {
            return BillingError(
                .unavailable, rule: "the folder of a time zone database exists and is not empty",
                detail: "folder '\(folder)'")
        }
        return BillingError(
            .unavailable,
            rule: "named time zones need the time zone database of the system;"
                + " on Linux install the package tzdata (apt-get install tzdata)",
            detail: "looked in \(systemFolders.joined(separator: ", "))")
    }

    private static func content(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    /// The release that a folder names in `+VERSION`, or else in the first line of `tzdata.zi`.
    private static func release(in folder: String) -> String? {
        let prefix = Array("# version ".utf8)
        if let text = content("\(folder)/+VERSION"), let release = release(text[...]) { return release }
        guard let text = content("\(folder)/tzdata.zi"), text.starts(with: prefix) else { return nil }
        return release(text.dropFirst(prefix.count))
    }

    /// The first line, if it looks like the name of a release.
    private static func release(_ text: ArraySlice<UInt8>) -> String? {
        let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let isPlain = line.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
        return isPlain && (1...32).contains(line.count) ? String(decoding: line, as: UTF8.self) : nil
    }
}
