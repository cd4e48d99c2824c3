import CLibPQ
import Synchronization

/// One connection to a PostgreSQL server. Its calls run one after another on a thread of their own.
///
/// Every session speaks UTF-8, writes instants in ISO form and counts in UTC. Cancelling the task that waits for a
/// statement cancels the statement on the server.
public actor Connection {
    private let executor: ThreadExecutor
    private let canceller = Canceller()
    private var handle: Handle?
    /// Which server this is, for people.
    public nonisolated let target: ConnectionTarget

    /// The thread that the calls run on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(target: ConnectionTarget) {
        self.target = target
        executor = ThreadExecutor(name: "postgres")
    }

    deinit {
        executor.stop()
    }

    /// Connects.
    ///
    /// - Throws: ``PostgresError`` of kind `connection`, naming the server.
    public static func open(_ target: ConnectionTarget) async throws -> Connection {
        let connection = Connection(target: target)
        try await connection.connect()
        return connection
    }

    /// Ends the connection; later calls throw.
    public func close() {
        handle = nil
        canceller.set(nil)
    }

    /// Runs one statement and returns its rows.
    ///
    /// - Throws: ``PostgresError``.
    @discardableResult
    public func query(_ sql: SQL) async throws -> Rows {
        try await cancellable { try self.run(sql) }
    }

    /// Runs several statements without parameters, separated by semicolons.
    ///
    /// - Throws: ``PostgresError``.
    public func execute(script: String) async throws {
        try await cancellable {
            let result = PQexec(try self.raw(), script)
            defer { PQclear(result) }
            try self.check(result, statement: script)
        }
    }

    // MARK: - Inside

    /// Asks the server to stop what this connection is running.
    func cancelRunning() {
        canceller.cancel()
    }

    func raw() throws -> OpaquePointer {
        guard let handle else { throw PostgresError(kind: .connection, message: "the connection is closed") }
        return handle.raw
    }

    func run(_ sql: SQL) throws -> Rows {
        let result = try sql.parameters.withCStrings { values in
            PQexecParams(try raw(), sql.text, Int32(sql.parameters.count), nil, values, nil, nil, 0)
        }
        defer { PQclear(result) }
        try check(result, statement: sql.text)
        return Rows(result)
    }

    /// Throws what the server or the connection has to say against a result.
    func check(_ result: OpaquePointer?, statement: String) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_EMPTY_QUERY: return
        default: break
        }
        if Task.isCancelled { throw PostgresError(kind: .cancelled, message: "interrupted") }
        let isBroken = PQstatus(try raw()) == CONNECTION_BAD
        throw PostgresError(
            result,
            connection: try raw(),
            kind: isBroken ? .connection : .statement,
            statement: statement
        )
    }

    /// Runs a body while a cancelled task also cancels what the server is doing.
    func cancellable<Value: Sendable>(_ body: () throws -> Value) async throws -> Value {
        if Task.isCancelled { throw PostgresError(kind: .cancelled, message: "interrupted") }
        let canceller = canceller
        canceller.isArmed = true
        defer { canceller.isArmed = false }
        return try await withTaskCancellationHandler {
            // Calling an isolated method without await keeps the operation on this connection's thread: a bare call of
            // `body` would be run by the shared pool.
            try self.perform(body)
        } onCancel: {
            canceller.cancel()
        }
    }

    private func perform<Value>(_ body: () throws -> Value) throws -> Value {
        try body()
    }

    private func connect() throws {
        let opened = try ConnectionAttempt(target: target).connect()
        let handle = Handle(opened)
        PQsetNoticeReceiver(opened, { _, _ in }, nil)
        self.handle = handle
        canceller.set(PQgetCancel(opened))
        _ = try run(Self.settings)
    }

    /// The session settings that every figure depends on, in one round trip.
    private static let settings: SQL = """
        SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false), \
        set_config('IntervalStyle', 'postgres', false), set_config('extra_float_digits', '1', false), \
        set_config('standard_conforming_strings', 'on', false), set_config('client_min_messages', 'warning', false), \
        set_config('array_nulls', 'on', false), \
        set_config('idle_in_transaction_session_timeout', '0', false)
        """
}

/// Owns libpq's connection and ends it when nobody holds it any more.
private final class Handle {
    let raw: OpaquePointer

    init(_ raw: OpaquePointer) {
        self.raw = raw
    }

    deinit {
        PQfinish(raw)
    }
}

/// Cancels what a connection is doing, from any thread.
private final class Canceller: Sendable {
    private struct State {
        /// The address of libpq's cancel object, 0 for none: a pointer would not be Sendable.
        var address: UInt = 0
        var isArmed = false
    }

    private let state = Mutex(State())

    var isArmed: Bool {
        get { state.withLock { $0.isArmed } }
        set { state.withLock { $0.isArmed = newValue } }
    }

    func set(_ cancel: OpaquePointer?) {
        state.withLock { state in
            if let old = OpaquePointer(bitPattern: state.address) { PQfreeCancel(old) }
            state.address = UInt(bitPattern: cancel)
        }
    }

    /// Asks the server to stop the running statement; without one, nothing happens.
    func cancel() {
        state.withLock { state in
            guard state.isArmed, let cancel = OpaquePointer(bitPattern: state.address) else { return }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(cancel, &message, Int32(message.count))
        }
    }

    deinit {
        set(nil)
    }
}
