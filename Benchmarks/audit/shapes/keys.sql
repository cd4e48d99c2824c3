-- few long keys in no order
create table visits as select md5((n * 7919::bigint % 5000)::text) || repeat('x', 60) as page, n as id from generate_series(1, :count) as n;
analyze;
