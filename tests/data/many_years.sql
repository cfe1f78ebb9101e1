-- Several years of a large school in a few statements: enough for PostgreSQL to plan as it would there.
-- 60 groups of 25 pupils, 6 journals each, two lessons a week for three years; no foreign key is checked.
-- Nothing is recorded in journals that stood before: a test may write there.
set session_replication_role = replica;
insert into person (surname, name, patronymic, name_key, sort_key, sex, born)
    select 'Ученик', n::text, '', 'ученик ' || n, 'ученик ' || n, 'm', '2013-01-01'
    from generate_series(1, 1540) n;
create temp table pupil as select id, row_number() over (order by id) - 1 as n from person
    where surname = 'Ученик' order by id limit 1500;
create temp table tutor as select id, row_number() over (order by id desc) - 1 as n from person
    where surname = 'Ученик' order by id desc limit 40;
insert into enrolment (student, since) select id, '2024-09-01' from pupil;
insert into guardianship (guardian, child, kind, since)
    select q.id, p.id, 'mother', '2024-09-01' from pupil p join pupil q on q.n = (p.n + 1) % 1500;
insert into subject (name, key) select 'Предмет ' || s, 'предмет ' || s from generate_series(1, 6) s;
insert into study_group (year, name, key)
    select (select max(id) from academic_year), 'Г' || n, 'г' || n from generate_series(0, 59) n;
create temp table flock as select id, row_number() over (order by id) - 1 as n from study_group
    where key like 'г%';
insert into group_membership (study_group, student, since)
    select f.id, p.id, '2024-09-01' from pupil p join flock f on f.n = p.n / 25;
insert into journal (study_group, subject)
    select f.id, s.id from flock f, subject s where s.key like 'предмет %';
create temp table book as select j.id, j.study_group, row_number() over (order by j.id) - 1 as n
    from journal j join flock f on f.id = j.study_group;
insert into assignment (journal, teacher, hours_quarters, since)
    select b.id, t.id, 8, '2024-09-01' from book b join tutor t on t.n = b.n % 40;
insert into lesson (journal, study_group, on_date, number, bell_schedule, planned_teacher, teacher)
    select b.id, b.study_group, d.day::date, 1 + b.n % 6, (select min(id) from bell_schedule), t.id, t.id
    from book b join tutor t on t.n = b.n % 40,
        generate_series('2024-09-02'::date, '2027-05-25'::date, interval '3 days') d(day);
insert into lesson_record (lesson, topic, attendance_taken_at) select l.id, 'Тема', now()
    from lesson l join book b on b.id = l.journal;
insert into homework (lesson, due_lesson, text, set_at)
    select l.id, l.id + 1, 'п. 4', now() from lesson l join lesson n on n.id = l.id + 1
    join book b on b.id = l.journal;
insert into work (lesson, type) select l.id, (select min(id) from work_type)
    from lesson l join book b on b.id = l.journal where l.id % 2 = 0;
insert into mark (work, student, value, points, work_type_name, hat, set_at)
    select w.id, m.student, '4', 4, 'Ответ', 'teacher', now() from work w join lesson l on l.id = w.lesson
    join book b on b.id = l.journal
    join group_membership m on m.study_group = l.study_group and (m.student + l.id) % 4 = 0
    on conflict do nothing;
insert into attendance (lesson, student, code, hat, set_at)
    select l.id, m.student, 'ILLNESS', 'teacher', now() from lesson l join book b on b.id = l.journal
    join group_membership m on m.study_group = l.study_group and (m.student + l.id) % 16 = 0
    on conflict do nothing;
insert into revision (journal, seq, lesson, student, field, new, hat, at, hash)
    select l.journal, row_number() over (partition by l.journal), l.id, m.student, 'mark:1:1', '4',
        'teacher', now(), ''::bytea
    from mark m join work w on w.id = m.work join lesson l on l.id = w.lesson
    join book b on b.id = l.journal;
insert into journal_head (journal, seq, hash) select journal, max(seq), ''::bytea from revision
    group by journal on conflict do nothing;
insert into audit_entry (at, person, hat, action, subject, subject_id)
    select now() - s * interval '1 minute', t.id, 'teacher', 'x', 'lesson', s
    from generate_series(1, 500) s, tutor t;
insert into auth_session
        (account, token_hash, hat, created_at, last_seen_at, idle_until, ends_at, ip, agent, reason)
    select n, sha256(n::text::bytea), 'teacher', now(), now(), now(), now(),
        '', '', '' from generate_series(1, 20000) n;
insert into lesson_change (lesson, kind, was_date, was_number, was_teacher, published_at)
    select l.id, 'ROOM_CHANGED', l.on_date, l.number, l.teacher, now() from lesson l
    join book b on b.id = l.journal where l.id % 40 = 0;
insert into term_mark (student, subject, term, value, journal, hat, set_at)
    select m.student, j.subject, t.id, '4', j.id, 'teacher', now() from book b join journal j on j.id = b.id
    join group_membership m on m.study_group = j.study_group cross join term t;
insert into notice (kind, event_key, made_by_hat, made_at)
    select 'notices.announcement', 'year:' || n, 'secretary', now() - n * interval '10 minutes'
    from generate_series(1, 60000) n;
insert into letter (person, state, send_after)
    select p.id, 'sent', now() - s * interval '8 hours' from pupil p, generate_series(1, 40) s;
insert into receipt (notice, person, hat, children, read_at, letter)
    select n.id, p.id, 'parent', '{}', case when n.id % 20 > 0 then now() end, null
    from notice n join pupil p on p.n = n.id % 1500;
drop table pupil, tutor, flock, book;
set session_replication_role = origin;
analyze;
