# Run by /bin/sh inside a Debian container: every kind of change a layer has to carry.
set -eu
T() { touch -h -d '2001-02-03 04:05:06.789012345 UTC' "$@"; }

# plain files: new, changed, truncated, same size, mode only, owner only, times only
printf 'new\n' > /new; chmod 640 /new; chown 12:34 /new; T /new
printf 'changed\n' >> /etc/issue; T /etc/issue
: > /etc/debian_version; T /etc/debian_version
chmod 700 /etc/fstab; T /etc/fstab
chown 7:8 /etc/host.conf; T /etc/host.conf
T /etc/environment
chmod 4755 /new; chmod 2755 /etc/skel; T /etc/skel
mkdir -m 1777 /sticky; T /sticky
touch -d '1969-12-31 00:00:00 UTC' /before-epoch
touch -d '2040-06-01 00:00:00 UTC' /after-2038
dd if=/dev/zero of=/sparse bs=1 count=1 seek=1000000 2>/dev/null; T /sparse
mkdir -p /deep/a/b/c/d; printf x > /deep/a/b/c/d/file; T /deep/a/b/c/d/file

# names: blanks, newline, invalid UTF-8, long, leading dashes, like a whiteout's prefix in part
mkdir /names; cd /names
printf 1 > 'with blank'; printf 2 > "$(printf 'new\nline')"; printf 3 > "$(printf 'bad\377\376utf8')"
printf 4 > -dash; printf 5 > 'ünïcødé-中文'; printf 6 > .whatever; printf 7 > '*?[glob]'
long=$(printf 'l%.0s' $(seq 1 250)); printf 8 > "$long"; mkdir -p "$long-" && printf 9 > "$long-/$long"
cd /

# links: symbolic (absolute, relative, dangling, changed), hard (in one folder, across, of a changed file)
ln -s /etc/passwd /sym-absolute; ln -s ../up /deep/sym-relative; ln -s nowhere /sym-dangling
T /sym-absolute /deep/sym-relative /sym-dangling
printf hard > /hard1; ln /hard1 /hard2; ln /hard1 /deep/hard3; chmod 600 /hard1; T /hard1
ln /etc/issue /issue-link
rm /etc/mtab 2>/dev/null || true; ln -s /proc/self/mounts /etc/mtab; T /etc/mtab

# deletions: file, folder, link, file then folder in its place and the other way round
rm /etc/motd 2>/dev/null || true
rm -rf /usr/share/doc /usr/share/man
rm /etc/issue.net; mkdir /etc/issue.net; printf in > /etc/issue.net/in
rm -rf /var/local; printf was-a-folder > /var/local
rm -rf /opt; mkdir /opt
rm -rf /home; mkdir -m 711 /home; printf kept > /home/new
rm /etc/shells; printf again > /etc/shells; T /etc/shells
mkdir /gone; printf x > /gone/x; rm -rf /gone
mv /etc/pam.d /etc/pam.moved
mv /etc/login.defs /etc/login.moved

# other kinds
mkfifo -m 620 /fifo; T /fifo
perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("/socket"))'

# attributes: of users, and a file capability (setxattr is 188 here)
X() { perl -e 'my ($p, $n, $h) = @ARGV; my $v = pack("H*", $h); syscall(188, $p, $n, $v, length $v, 0) == 0 or die "$!"' "$@"; }
if [ "$(uname -m)" = x86_64 ]; then
  printf x > /attributes; chmod 755 /attributes
  X /attributes user.note 7600616c
  X /attributes security.capability 0100000200040000000000000000000000000000
  X /etc/skel user.folder 66
  T /attributes
fi
# an attribute only, on a file of the image
chown 0:0 /etc/profile

if [ "${DEVICES:-1}" = 1 ]; then
  mknod /char c 1 3; mknod /block b 7 200; T /char /block
fi
chmod 750 /srv
T /names /deep /opt /home
