# Archives: plain, compressed, hostile, empty, cut.
umask 022
# the same bytes every time: names in order, one time
export TAR_OPTIONS='--sort=name --mtime=@1485449953'
here=$PWD
inside() { # runs a command in an empty folder, its standard output becomes the file
  folder=$(mktemp -d)
  (cd "$folder" && eval "$2") > "$here/$1"
  rm -rf "$folder"
}
tree='mkdir -p d/sub && echo 1 > d/f && echo 2 > d/sub/g && ln -s f d/l && ln d/f d/h && chmod 750 d/sub && chmod 4711 d/f'
inside a.tar "$tree && tar --owner=7 --group=8 -cf - d"
inside a.tgz "$tree && tar --owner=7 --group=8 -czf - d"
inside dot.tar "$tree && chmod 711 . && tar --owner=7 --group=8 -cf - ."
inside nofolders.tar "$tree && tar --owner=7 --group=8 --no-recursion -cf - d/sub/g d/f"
inside through.tar 'mkdir real && ln -s /etc abs && echo x > real/in && tar -cf t.tar abs real && rm abs && mkdir abs && echo y > abs/inside && tar -rf t.tar abs/inside && cat t.tar'
inside replace.tar 'mkdir x && echo 1 > x/y && tar -cf r.tar x && rm -r x && echo 2 > x && tar -rf r.tar x && cat r.tar'
inside whiteout.tar 'mkdir etc && echo 1 > etc/.wh.group && tar -cf - etc'
inside empty.tar 'tar -cf - -T /dev/null'
inside half.tar "$tree && tar -cf - d | head -c 700"
printf plain > plain.txt
