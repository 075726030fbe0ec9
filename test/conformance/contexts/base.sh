# The root file system that every case starts from: Debian's busybox-static and a few accounts.
umask 022
mkdir -p bin dev etc home proc root sys tmp usr/bin var/www
cp /bin/busybox bin/busybox
for name in $(bin/busybox --list); do [ "$name" = busybox ] || ln -s busybox "bin/$name"; done
ln -s ../../bin/busybox usr/bin/env
cat > etc/passwd <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
END
printf 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nnogroup:x:65534:\n' > etc/group
printf 'NAME=base\n' > etc/os-release
chmod 1777 tmp
chmod 700 root
