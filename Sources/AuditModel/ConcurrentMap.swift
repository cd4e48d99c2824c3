import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// The elements transformed, in their order; each core takes the next one that is left.
    ///
    /// - Throws: the first error in the order of the elements, once all are done.
    package func concurrentMap<Transformed: Sendable>(
        _ transform: @Sendable (Element) throws -> Transformed
    ) throws -> [Transformed] {
        let results = Mutex<[Int: Result<Transformed, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Result { try transform(self[index]) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in try indices.compactMap { try results[$0]?.get() } }
    }
}
