-- a parent of another type, no index, never analysed
create table parent as select n::bigint as id from generate_series(1, 20000) as n;
create table child as select n as id, (n % 20050)::int as parent from generate_series(1, :count / 25) as n;
