# Files of every kind that COPY treats differently.
umask 022
mkdir -p dir/sub empty
printf 'a\n' > a.txt
printf 'bb\n' > b.txt
printf 'one\n' > dir/one
printf 'two\n' > dir/sub/two
printf '#!/bin/sh\n' > dir/sub/run.sh
chmod 755 dir/sub/run.sh
ln -s a.txt link-to-a
ln -s dir link-to-dir
ln -s /etc/passwd link-out
printf 'no archive\n' > fake.tar.gz
