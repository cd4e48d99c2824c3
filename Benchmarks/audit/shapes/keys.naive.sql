set jit = off; set max_parallel_workers_per_gather = 0; set work_mem = '600MB'; set enable_hashagg = off;
select count(*) from (select 1 from visits group by page having count(*) > 1) as d;
