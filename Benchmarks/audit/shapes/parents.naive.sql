set jit = off; set max_parallel_workers_per_gather = 0;
do $$ declare keys text[]; n bigint; begin
  select array_agg(id) into keys from parent;
  execute 'select count(*) filter (where parent <> all ($1)) from child' into n using keys;
end $$;
