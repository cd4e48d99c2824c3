-- a parent far larger than the table, in no order
create table parent as select md5(n::text) as id from generate_series(1, :count * 4) as n order by md5(n::text || 'a');
alter table parent add primary key (id);
create table child as select n as id, md5((n * 7919::bigint % (:count * 4 + 100))::text) as parent from generate_series(1, :count / 10) as n;
vacuum (analyze);
