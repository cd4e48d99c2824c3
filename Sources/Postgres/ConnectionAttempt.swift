import CLibPQ
import Foundation

/// One attempt to connect, which can be given up at any moment and does not wait for a silent server for ever.
struct ConnectionAttempt {
    let target: ConnectionTarget

    /// How long an attempt may take when neither the target nor `PGCONNECT_TIMEOUT` says so.
    private static let presetTimeout: Duration = .seconds(15)
    /// How long the task's cancellation may go unnoticed, in milliseconds.
    private static let noticeMilliseconds: Int32 = 100

    /// Connects; the caller owns the connection.
    ///
    /// - Throws: ``PostgresError`` of kind `connection`, or `cancelled` when the task is cancelled meanwhile.
    func connect() throws -> OpaquePointer {
        guard let connection = start() else { throw PostgresError(kind: .connection, message: "out of memory") }
        do {
            try wait(for: connection)
            return connection
        } catch {
            PQfinish(connection)
            throw error
        }
    }

    private func start() -> OpaquePointer? {
        var parameters = ["client_encoding": "UTF8", "fallback_application_name": "plumb"]
        parameters.merge(target.parameters) { _, given in given }
        let keywords = parameters.keys.sorted()
        return keywords.map(Optional.some).withCStrings { names in
            keywords.map { parameters[$0] }.withCStrings { values in
                PQconnectStartParams(names, values, 0)
            }
        }
    }

    private func wait(for connection: OpaquePointer) throws {
        let timeout = timeout
        let deadline = timeout.map { ContinuousClock.now + $0 }
        // libpq's own rule: before the first poll, behave as if it wanted to write.
        var state = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            if Task.isCancelled { throw PostgresError(kind: .cancelled, message: "interrupted") }
            if state == PGRES_POLLING_FAILED { throw PostgresError(connecting: connection, to: target) }
            if let deadline, let timeout, ContinuousClock.now > deadline {
                let message = "cannot connect to \(target): no answer within \(timeout.components.seconds) s"
                throw PostgresError(kind: .connection, message: message)
            }
            let events = Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            var socket = pollfd(fd: PQsocket(connection), events: events, revents: 0)
            if poll(&socket, 1, Self.noticeMilliseconds) > 0 { state = PQconnectPoll(connection) }
        }
    }

    /// What the target or the environment says by libpq's rules, where 0 or less is for ever.
    private var timeout: Duration? {
        let given = target.parameters["connect_timeout"] ?? ProcessInfo.processInfo.environment["PGCONNECT_TIMEOUT"]
        guard let given, let seconds = Int(given) else { return Self.presetTimeout }
        return seconds > 0 ? .seconds(seconds) : nil
    }
}
