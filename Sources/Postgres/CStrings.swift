import Foundation

extension Array where Element == String? {
    /// Calls a body with the strings as C strings; `nil` stays a null pointer. The array ends with a null pointer.
    func withCStrings<Result>(_ body: ([UnsafePointer<CChar>?]) throws -> Result) rethrows -> Result {
        let copies = map { $0.flatMap { strdup($0) } }
        defer { copies.forEach { free($0) } }
        return try body(copies.map { $0.map { UnsafePointer($0) } } + [nil])
    }
}
