-- a parent as large as the table, in no order
create table parent as select md5(n::text) as id from generate_series(1, :count) as n order by md5(n::text || 'a');
create table child as select n as id, md5((n * 7919::bigint % (:count + 100))::text) as parent from generate_series(1, :count) as n;
analyze;
