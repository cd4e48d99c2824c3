/// Tables in which each value of a sensitive column holds a mark, and rules of all kinds that look at them.
enum MarkedData {
    /// What no report may hold, in any case of letters.
    static let mark = "MARKER"

    /// A day that only the sensitive column of birthdays has, and no rule file names.
    static let day = "1901-02-1"

    static let tables = """
        CREATE TABLE people (id int PRIMARY KEY, name text, insurance text, town text, born timestamp, level text);
        INSERT INTO people SELECT i, 'MARKER' || i % 5, CASE WHEN i = 3 THEN 'MARKER-NUMBER' ELSE i::text END,
            'MARKERtown' || i % 3, '1901-02-03'::timestamp + i * interval '1 day',
            CASE WHEN i % 2 = 0 THEN 'MARKERfree' ELSE 'MARKERpaid' END FROM generate_series(1, 20) AS i;
        INSERT INTO people VALUES (21, 'marker1', '21', 'MARKERtown0', '1901-02-11', 'MARKERpaid');
        CREATE TABLE former_people () INHERITS (people);
        INSERT INTO former_people VALUES (31, 'MARKER7', '31', 'MARKERtown1', '1901-02-12', 'MARKERfree');
        CREATE VIEW nicknames AS SELECT id, name AS nick FROM people;
        CREATE TABLE catalogue (cid int PRIMARY KEY, cname text, title text, length numeric);
        INSERT INTO catalogue SELECT i, 'MARKERcat ' || i, 'MARKERtitle ' || i, 100 + i FROM generate_series(1, 5) AS i;
        CREATE TABLE visits (vid int PRIMARY KEY, who text, what text, length numeric, cid int, phase text);
        INSERT INTO visits SELECT i, 'MARKERcat ' || i % 12 || CASE WHEN i % 4 = 0 THEN ' Ã©' ELSE '' END,
            'MARKERtitle ' || i % 7, 100 + i % 9, CASE WHEN i % 6 = 0 THEN 1 END, 'MARKERphase' || i % 2
            FROM generate_series(1, 60) AS i;
        CREATE TABLE levels (at timestamp, who text, level text);
        INSERT INTO levels SELECT '2018-11-01'::timestamp + i * interval '1 hour', 'MARKERwho' || i % 3,
            'MARKERlevel' || i % 2 FROM generate_series(1, 30) AS i;
        CREATE FUNCTION refuses(value text) RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'bad %', value USING ERRCODE = '55000'; END $$;
        CREATE FUNCTION all_names() RETURNS SETOF text LANGUAGE sql AS 'SELECT name FROM people';
        """

    static let rules = """
        version: 1
        audit: marked
        datasets:
          people: { key: [id], sensitive: [name, insurance, town, born, level] }
          visits: { key: [vid], sensitive: [who, what, phase], noun: visits }
          levels: { sensitive: [who, level] }
          catalogue: { key: [cid], sensitive: [cname, title] }
        rules:
          - { id: row.present, kind: not_null, dataset: people, column: name, missing: [x] }
          - { id: row.unique, kind: unique, dataset: people, columns: [name] }
          - { id: row.determines, kind: unique, dataset: people, columns: [town], determines: [level] }
          - { id: row.values, kind: accepted, dataset: people, column: town, values: [Ursa Minor] }
          - { id: row.range, kind: accepted, dataset: people, column: born, range: [1990-01-01, 2020-01-01] }
          - { id: row.spelling, kind: spelling, dataset: people, column: name }
          - { id: row.groups, kind: not_null, dataset: people, column: insurance, segments: { columns: [town] } }
          - { id: cast.number, kind: expression, dataset: people, holds: "insurance::int > 0" }
          - { id: cast.table, kind: expression, dataset: people, holds: "name::regclass is null" }
          - { id: cast.json, kind: expression, dataset: people, holds: "name::json is null" }
          - { id: cast.day, kind: expression, dataset: people, holds: "name::date is null" }
          - { id: cast.setting, kind: expression, dataset: people, holds: "current_setting(name) is null" }
          - { id: cast.function, kind: expression, dataset: people, holds: "refuses(name)" }
          - { id: cast.free, kind: sql, rows: "select id from people where insurance::int > 0" }
          - { id: free.renamed, kind: sql, rows: "select id, name as n from people" }
          - { id: free.worked_out, kind: sql, rows: "select id, upper(name) as n, 'x' || town from people" }
          - { id: free.view, kind: sql, rows: "select nick from nicknames" }
          - { id: free.function, kind: sql, rows: "select * from all_names() as names (n)" }
          - { id: free.union, kind: sql, rows: "select name as n from people union select town from people" }
          - { id: free.child, kind: sql, rows: "select id, name as n from former_people" }
          - { id: free.nested, kind: sql, rows: "with x as (select name as n from people) select n as m from x" }
          - id: free.joined
            kind: sql
            rows: select v.vid, v.length as minutes, p.name as q from visits v join people p on p.id = v.vid
          - { id: free.harmless, kind: sql, rows: "select 'told' as word, 7 * 6 as answer" }
          - { id: time.newest, kind: freshness, dataset: people, column: born, fail_if: "> 1 days" }
          - { id: time.gap, kind: coverage, dataset: people, column: born, longest_gap: 1 hour }
          - { id: time.days, kind: coverage, dataset: people, column: born, every: 1 day }
          - { id: time.promised, kind: coverage, dataset: catalogue, column: cid, expected_by: { query: "select name from people" } }
          - { id: figure.most, kind: metric, dataset: people, value: "max(length(name) * 1000000)", fail_if: "> 1" }
          - { id: figure.count, kind: metric, dataset: people, value: count(name), fail_if: "> 1" }
          - { id: link.names, kind: relationship, dataset: visits, columns: [who], parent: { dataset: catalogue, columns: [cname] } }
          - id: link.explained
            kind: relationship
            dataset: visits
            columns: [cid]
            parent: { dataset: catalogue, columns: [cid] }
            nulls: violation
            diagnose:
              match:
                - { child: who, parent: catalogue.cname, fold: [case, accents, punctuation] }
                - { child: what, parent: catalogue.title, fold: [case] }
                - { child: length, parent: catalogue.length, tolerance: 2.0 }
              backlog: { by: who, top: 10 }
              segments: [phase]
          - { id: same.people, kind: duplicates, dataset: people, block: [town], compare: [name, level] }
          - id: both.keys
            kind: reconciliation
            source: { query: "select id::text as k from former_people", keys: [k] }
            target: { dataset: people, keys: [insurance] }
          - id: state.explained
            kind: state_changes
            dataset: levels
            entity: who
            state: level
            time: at
            explained_by: { dataset: levels, time: at, column: level, values: { up: Up } }
        """
}
