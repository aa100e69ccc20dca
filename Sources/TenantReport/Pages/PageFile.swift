import Foundation

/// Writes pages as files.
enum PageFile {
    /// Writes a text to a file as a whole: whoever reads it sees what was there before, or all of it.
    static func write(_ text: String, to path: String) throws(OutputError) {
        // A path that ends so names no file, but one of its name without it would be overwritten.
        guard !path.hasSuffix("/") else {
            throw OutputError(reason: String(cString: strerror(EISDIR)), path: path)
        }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw OutputError(reason: reason(of: error), path: path)
        }
    }

    /// Makes a folder in one that is there, unless it is there itself.
    static func makeFolder(at path: String) throws(OutputError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw OutputError(reason: "it is a file", path: path) }
            return
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        } catch {
            throw OutputError(reason: reason(of: error), path: path)
        }
    }

    /// The system's own words if it has any.
    private static func reason(of error: any Error) -> String {
        guard let error = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError else {
            return error.localizedDescription
        }
        return String(cString: strerror(error.code.rawValue))
    }
}
