-- Makes the copy clean and declares what then holds: keys, NOT NULL, CHECKs and the play's natural key.
delete from users where gender not in ('M', 'F');
delete from songs where not (duration > 0 and duration <= 3600);
delete from artists where latitude not between -90 and 90;
delete from time where hour <> extract(hour from start_time);
delete from songs s where not exists (select 1 from artists p where p.artist_id = s.artist_id);
delete from users where user_id in (
    select user_id from (
        select user_id, row_number() over (partition by first_name, last_name, gender order by user_id) as n from users
    ) as numbered where n > 1);
delete from songplays where song_id is null or artist_id is null or level not in ('free', 'paid');
delete from songplays s where not exists (select 1 from users p where p.user_id = s.user_id)
    or not exists (select 1 from songs p where p.song_id = s.song_id)
    or not exists (select 1 from artists p where p.artist_id = s.artist_id)
    or not exists (select 1 from time p where p.start_time = s.start_time);
delete from songplays where songplay_id in (
    select songplay_id from (
        select songplay_id, row_number() over (partition by start_time, user_id, session_id order by songplay_id) as n from songplays
    ) as numbered where n > 1);
alter table songplays
    alter start_time set not null, alter user_id set not null, alter level set not null, alter song_id set not null,
    alter artist_id set not null, alter session_id set not null, alter location set not null, alter user_agent set not null,
    add check (level in ('free', 'paid')), add unique (start_time, user_id, session_id);
alter table users add check (gender in ('M', 'F'));
alter table songs add check (duration > 0 and duration <= 3600);
alter table artists add check (latitude between -90 and 90);
alter table time add check (hour = extract(hour from start_time));
vacuum (full, freeze, analyze);
