import CLibPQ

extension Rows {
    /// Copies a libpq result; the caller still owns it.
    init(_ result: OpaquePointer?) {
        let columnCount = PQnfields(result)
        let columns = (0..<columnCount).map { String(cString: PQfname(result, $0)) }
        let values = (0..<PQntuples(result)).map { row in
            (0..<columnCount).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
        let changed = PQcmdTuples(result).flatMap { Int(String(cString: $0)) }
        let origins = (0..<columnCount).map { column -> Origin? in
            let table = PQftable(result, column)
            // 0 is no relation's OID.
            return table == 0 ? nil : Origin(table: table, column: Int(PQftablecol(result, column)))
        }
        self.init(columns: columns, values: values, affected: changed ?? values.count, origins: origins)
    }
}
