/** A file of a context: its text, or a mode, a link, a folder, or an archive made by a shell command to standard output. */
export type ContextFile =
  | string
  | {
      readonly text?: string;
      readonly mode?: number;
      readonly link?: string;
      readonly folder?: true;
      readonly tar?: string;
    };

export interface OwnCase {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, ContextFile>>;
  readonly options?: ReadonlyArray<string>;
  /** A Dockerfile built before, under the name `parent`. */
  readonly parent?: string;
}

const tree: Readonly<Record<string, ContextFile>> = {
  'a.txt': 'a\n',
  'b.txt': 'bb\n',
  'dir/one': 'one\n',
  'dir/sub/two': 'two\n',
  'dir/sub/run.sh': { text: '#!/bin/sh\n', mode: 0o755 },
  empty: { folder: true },
  'link-to-a': { link: 'a.txt' },
  'link-to-dir': { link: 'dir' },
  'link-out': { link: '/etc/passwd' },
};

const copies: ReadonlyArray<readonly [string, string]> = [
  ['file to new file', 'COPY a.txt /x'],
  ['file to new folder', 'COPY a.txt /x/'],
  ['file to existing folder without slash', 'COPY a.txt /tmp'],
  ['file to existing file', 'COPY a.txt /etc/group'],
  ['two files', 'COPY a.txt b.txt /x/'],
  ['folder to new folder', 'COPY dir /x'],
  ['folder to existing folder', 'COPY dir /etc'],
  ['folder with slash', 'COPY dir/ /x/'],
  ['folder dot', 'COPY dir/. /x'],
  ['folder onto file fails', 'COPY dir /etc/group'],
  ['file onto folder of that name fails', 'RUN mkdir -p /x/a.txt\nCOPY a.txt /x/'],
  ['dot to relative', 'WORKDIR /w\nCOPY . .'],
  ['empty folder', 'COPY empty /e'],
  ['link is followed', 'COPY link-to-a /x'],
  ['link in a folder stays', 'COPY . /x'],
  ['link to folder', 'COPY link-to-dir /x'],
  ['link to folder with slash', 'COPY link-to-dir/ /x/'],
  ['below a link', 'COPY link-to-dir/sub/two /x'],
  ['link out of the context fails', 'COPY link-out /x'],
  ['dots out of the context', 'COPY ../../a.txt /x'],
  ['absolute source', 'COPY /dir/one /x'],
  ['wildcard', 'COPY *.txt /x/'],
  ['wildcard folders', 'COPY d* /x/'],
  ['wildcard in the middle', 'COPY dir/*/two /x/'],
  ['wildcard question mark', 'COPY ?.txt /x/'],
  ['wildcard class', 'COPY [ab].txt /x/'],
  ['wildcard negated class', 'COPY [^a].txt /x/'],
  ['wildcard without match', 'COPY *.nope /x/'],
  ['wildcard without match beside a file', 'COPY *.nope a.txt /x/'],
  ['wildcard crosses no slash', 'COPY di*/two /x/'],
  ['missing file fails', 'COPY nope /x'],
  ['missing file below a folder fails', 'COPY dir/nope /x'],
  ['chown numbers', 'COPY --chown=12:34 dir /x'],
  ['chown uid alone', 'COPY --chown=12 a.txt /x/y/z'],
  ['chown names', 'COPY --chown=daemon:bin dir /x'],
  ['chown name alone', 'COPY --chown=nobody a.txt /x'],
  ['chown group alone', 'COPY --chown=:bin a.txt /x'],
  ['chown unknown name', 'COPY --chown=whoever a.txt /x'],
  [
    'chown name from an own passwd',
    'RUN echo "me:x:77:78::/:/bin/sh" >> /etc/passwd\nCOPY --chown=me a.txt /x',
  ],
  ['chown from a variable', 'ARG U=5:6\nCOPY --chown=$U a.txt /x'],
  ['chmod file', 'COPY --chmod=640 a.txt /x'],
  ['chmod folder', 'COPY --chmod=751 dir /x'],
  ['chmod set-id', 'COPY --chmod=4755 a.txt /x'],
  ['chown and chmod', 'COPY --chown=1:2 --chmod=600 dir /x'],
  ['destination through a link', 'RUN ln -s /var /v\nCOPY a.txt /v/'],
  ['destination is a link to a folder', 'RUN ln -s /var/www /v\nCOPY a.txt /v'],
  ['destination is a link to a file', 'RUN ln -s /etc/group /v\nCOPY a.txt /v'],
  ['destination is a dangling link', 'RUN ln -s /nowhere /v\nCOPY a.txt /v'],
  ['destination is a dangling link to a folder', 'RUN ln -s /no/where /v\nCOPY a.txt /v/'],
  ['destination link loop fails', 'RUN ln -s /v /v\nCOPY a.txt /v/'],
  ['relative link upwards', 'RUN ln -s ../../../var /v\nCOPY a.txt /v/'],
  ['folder over a link fails', 'RUN ln -s /var /dir\nCOPY . /'],
  ['file over a link', 'RUN ln -s /etc/group /a.txt\nCOPY . /'],
  ['destination below a file fails', 'COPY a.txt /etc/group/x'],
  ['destination with dots', 'COPY a.txt /x/../y/./z'],
  ['destination with a trailing dot', 'COPY a.txt /x/.'],
  ['JSON form with spaces', 'COPY ["a.txt", "/a b/c d"]'],
  ['expansion', 'ENV D=/x F=a\nCOPY $F.txt ${D}/${F:-q}/'],
  ['several sources without a folder', 'COPY a.txt b.txt /x'],
  ['mode is kept', 'COPY dir/sub/run.sh /x'],
  ['folder attributes are kept', 'RUN mkdir -m 700 /x && chown 9:9 /x\nCOPY dir /x'],
  [
    'inner folder attributes are replaced',
    'RUN mkdir -p /x/sub && chmod 700 /x/sub && chown 9:9 /x/sub\nCOPY dir /x',
  ],
  ['from a stage', 'COPY --from=0 /etc /x'],
  ['with --link', 'COPY --link a.txt /tmp/x'],
  ['with --link through a link', 'RUN ln -s /var /v\nCOPY --link a.txt /v/'],
  ['with --link and a name', 'COPY --link --chown=daemon a.txt /n/x'],
  ['here-document', 'COPY <<EOF /x\nhi $PATH\nEOF'],
  ['here-document quoted', 'COPY <<"EOF" /x\nhi $PATH\nEOF'],
  ['here-document tabs', 'COPY <<-EOF /x/y/\n\thi\n\tEOF'],
  ['two here-documents', 'COPY --chmod=600 <<a <<b /x/\n1\na\n2\nb'],
  ['ADD file', 'ADD a.txt /x/'],
  ['ADD folder', 'ADD dir /x'],
  ['ADD text with an archive name', 'ADD fake.tar.gz /x/'],
];

/** Archives are made in an empty folder. */
const makeTree =
  'mkdir -p d/sub && echo 1 > d/f && echo 2 > d/sub/g && ln -s f d/l && ln d/f d/h && chmod 750 d/sub && chmod 4711 d/f';
const archives: Readonly<Record<string, ContextFile>> = {
  'a.tar': { tar: `${makeTree} && tar --owner=7 --group=8 -cf - d` },
  'a.tgz': { tar: `${makeTree} && tar --owner=7 --group=8 -czf - d` },
  'dot.tar': { tar: `${makeTree} && chmod 711 . && tar --owner=7 --group=8 -cf - .` },
  'nofolders.tar': {
    tar: `${makeTree} && tar --owner=7 --group=8 --no-recursion -cf - d/sub/g d/f`,
  },
  'through.tar': {
    tar: 'mkdir real && ln -s /etc abs && echo x > real/in && tar -cf first.tar abs real && rm abs && mkdir abs && echo y > abs/inside && tar -rf first.tar abs/inside && cat first.tar',
  },
  'replace.tar': {
    tar: 'mkdir x && echo 1 > x/y && tar -cf r.tar x && rm -r x && echo 2 > x && tar -rf r.tar x && cat r.tar',
  },
  'whiteout.tar': { tar: 'mkdir etc && echo 1 > etc/.wh.group && tar -cf - etc' },
  'empty.tar': { tar: 'tar -cf - -T /dev/null' },
  'half.tar': { tar: `${makeTree} && tar -cf - d | head -c 700` },
  'plain.txt': 'plain',
};

const adds: ReadonlyArray<readonly [string, string]> = [
  ['archive to new folder', 'ADD a.tar /x'],
  ['archive to new folder with slash', 'ADD a.tgz /x/y/'],
  ['archive to the root', 'ADD a.tgz /'],
  ['archive to existing folder', 'RUN mkdir -m 700 -p /x/d && touch /x/d/kept\nADD a.tar /x'],
  ['archive through a link', 'RUN ln -s /var/www /v\nADD a.tar /v'],
  ['archive onto a file fails', 'ADD a.tar /etc/group'],
  ['archive with chown', 'ADD --chown=1:2 a.tar /x'],
  ['archive with chmod', 'ADD --chmod=700 a.tar /x'],
  ['archive with attributes for the root', 'ADD dot.tar /x'],
  ['archive without folder entries', 'ADD nofolders.tar /x'],
  ['archive with a link that leads nowhere fails', 'ADD through.tar /x'],
  ['archive with a link out to the root', 'ADD through.tar /'],
  ['archive that replaces its own folder', 'ADD replace.tar /'],
  ['archive with a whiteout name', 'ADD whiteout.tar /x'],
  ['empty archive is a file', 'ADD empty.tar /x/'],
  ['cut archive fails', 'ADD half.tar /x'],
  ['archive and file', 'ADD a.tar plain.txt /x/'],
  ['archives by wildcard', 'ADD *.tgz /x/'],
  ['COPY does not unpack', 'COPY a.tar /x/'],
  ['archive from a folder is not unpacked', 'ADD . /x'],
];

const texts: ReadonlyArray<readonly [string, string]> = [
  [
    'all metadata',
    'MAINTAINER leon <l@x.y>\nENV A 1 b\nENV B="x y" C=d\nLABEL a=b "c d"="e f"\nEXPOSE 80 443/udp 10-12\nVOLUME /v1 /v2\nVOLUME ["/v3"]\nUSER daemon\nSTOPSIGNAL SIGINT\nCMD ["a"]\nENTRYPOINT ["/bin/echo","a\\"b","é"]',
  ],
  ['CMD shell', 'CMD echo "hi" \'there\' $HOME'],
  ['CMD last wins', 'CMD a\nCMD ["b", "c"]'],
  ['CMD then ENTRYPOINT', 'CMD ["a"]\nENTRYPOINT ["b"]'],
  ['ENTRYPOINT drops the base CMD', 'ENTRYPOINT ["b"]'],
  ['ENTRYPOINT then CMD', 'ENTRYPOINT top -b\nCMD ["-c"]'],
  ['empty CMD', 'CMD []'],
  ['SHELL', 'SHELL ["/bin/sh", "-ec"]\nRUN true\nCMD x\nENTRYPOINT y'],
  ['HEALTHCHECK', 'HEALTHCHECK --interval=5s --timeout=3s --retries=3 --start-period=1m CMD true'],
  ['HEALTHCHECK none', 'HEALTHCHECK CMD ["true"]\nHEALTHCHECK NONE'],
  ['WORKDIR chain', 'WORKDIR /a\nWORKDIR b\nWORKDIR ../c/./d\nRUN pwd > p'],
  ['WORKDIR existing', 'WORKDIR /tmp\nWORKDIR /\nWORKDIR etc'],
  ['WORKDIR through a link', 'RUN ln -s /var /v\nWORKDIR /v/x\nRUN touch y'],
  ['WORKDIR with USER', 'USER 5:6\nWORKDIR /a/b'],
  ['WORKDIR with USER name', 'USER nobody\nWORKDIR /a/b'],
  ['WORKDIR expansion', 'ENV D=/q\nWORKDIR $D/${D:-x}'],
  ['USER for RUN', 'RUN chmod 777 /home\nUSER 5:6\nRUN id -u > /home/u && id -g > /home/g'],
  ['USER name for RUN', 'RUN chmod 777 /home\nUSER nobody\nRUN id -u > /home/u && id -g > /home/g'],
  ['ENV in RUN', 'ENV A=1 B=$A\nENV C=$A$B\nRUN echo "$A-$B-$C" > /o'],
  [
    'ENV quotes',
    'ENV A="a b" B=a\\ b C=\'$A\' D="\\$A" E=${A:+x} F=${Z:-y}\nRUN env | grep "^[A-F]=" | sort > /o',
  ],
  ['ARG and ENV', 'ARG A=1\nENV A=2\nRUN echo $A > /o'],
  ['ARG default, unset, given', 'ARG A=1\nARG B\nARG C=3\nRUN echo "$A-$B-$C" > /o'],
  ['ARG before FROM is not seen', 'RUN echo "x$IMG" > /o'],
  ['ARG redeclared', 'ARG IMG\nRUN echo "x$IMG" > /o'],
  ['ARG twice', 'ARG A=1\nARG A=2\nRUN echo $A > /o'],
  ['ARG from ARG', 'ARG A=1\nARG B=${A}x\nRUN echo $B > /o'],
  ['RUN exec', 'RUN ["touch", "/a b"]'],
  ['RUN exec with shell variable', 'RUN ["sh", "-c", "echo $PATH > /o"]'],
  ['RUN without change', 'RUN true'],
  ['RUN removes', 'RUN rm -r /etc/group /var/www'],
  ['RUN removes a folder and makes it anew', 'RUN rm -r /var && mkdir /var && touch /var/x'],
  [
    'RUN links and modes',
    'RUN cd /home && touch a && ln a b && ln -s a c && mkfifo p && chmod 4751 a && mkdir -m 1777 d',
  ],
  ['RUN replaces a folder by a file', 'RUN rm -r /var && touch /var'],
  ['RUN here-document', 'RUN <<EOF\necho a > /a\necho b > /b\nEOF'],
  ['RUN here-document with a program', 'RUN <<EOF\n#!/bin/sh\necho $0 > /a\nEOF'],
  ['RUN here-document as input', 'RUN cat <<EOF > /a\nhi $PATH\nEOF'],
  ['RUN continuation', 'RUN echo a \\\n  # comment\n  && echo b > /o'],
  ['RUN network none', 'RUN --network=none ls /sys/class/net > /o; true'],
  ['RUN mount tmpfs', 'RUN --mount=type=tmpfs,target=/t touch /t/x && ls /t > /o'],
  [
    'RUN mount context',
    'RUN --mount=type=bind,target=/ctx cat /ctx/a.txt > /o && ls -lan /ctx | tail -n +4 | wc -l >> /o',
  ],
  ['RUN mount a file of the context', 'RUN --mount=type=bind,source=a.txt,target=/f cat /f > /o'],
  [
    'RUN mount rw is thrown away',
    'RUN --mount=type=bind,target=/ctx,rw touch /ctx/new && ls /ctx > /o',
  ],
  ['RUN mount ro refuses', 'RUN --mount=type=bind,target=/ctx touch /ctx/new'],
  [
    'RUN mount cache',
    'RUN --mount=type=cache,target=/c echo 1 > /c/x\nRUN --mount=type=cache,target=/c cat /c/x > /o',
  ],
  [
    'RUN mount from a stage',
    'RUN --mount=type=bind,from=0,source=/etc,target=/e cat /e/group > /o',
  ],
  ['RUN mount optional secret', 'RUN --mount=type=secret,id=s ls /run/secrets > /o 2>&1; true'],
  ['RUN mount required secret fails', 'RUN --mount=type=secret,id=s,required true'],
  ['RUN fails', 'RUN exit 3'],
  ['RUN of a missing program fails', 'RUN ["/nope"]'],
  ['unknown instruction fails', 'RUNN x'],
  ['unknown flag fails', 'COPY --nope a b'],
  ['labels expand', 'ENV A=1\nLABEL x=$A "y z"=\'$A\''],
  ['EXPOSE expands', 'ENV P=80\nEXPOSE $P 90/udp 90'],
  ['VOLUME expands', 'ENV P=/p\nVOLUME $P ["x"]'],
  ['STOPSIGNAL number', 'STOPSIGNAL 9'],
  ['STOPSIGNAL unknown fails', 'STOPSIGNAL SIGNOPE'],
  ['VOLUME keeps what a step writes', 'VOLUME /v\nRUN mkdir -p /v && echo x > /v/y'],
  ['escape directive stays below', 'ENV A=a\\nb\nRUN echo "$A" > /o'],
  ['lower case', 'run echo x > /o\nenv A=1\ncmd ["x"]'],
];

const base = 'ARG IMG=busybox\nFROM $IMG\n';
const contents = { ...tree, 'fake.tar.gz': 'no archive\n' };

/** What the cases of others lack. Built by Docker 26.1 and by us, and compared. */
export const ownCases: ReadonlyArray<OwnCase> = [
  ...copies.map(([name, text]) => ({
    name: `COPY: ${name}`,
    dockerfile: name.includes('from a stage')
      ? `FROM busybox\n${base.slice(base.indexOf('FROM'))}`.replace('$IMG', 'busybox') + text
      : base + text,
    files: contents,
  })),
  ...texts.map(([name, text]) => ({
    name,
    dockerfile: name.includes('from a stage')
      ? `FROM busybox\nFROM busybox\n${text}`
          .replace('from=0', 'from=src')
          .replace('FROM busybox\nFROM', 'FROM busybox AS src\nFROM')
      : base + text,
    files: contents,
    ...(name === 'ARG default, unset, given'
      ? { options: ['--build-arg', 'C=9', '--label', 'k=v'] }
      : {}),
  })),
  ...adds.map(([name, text]) => ({
    name: `ADD: ${name}`,
    dockerfile: base + text,
    files: archives,
  })),
  {
    name: 'files of another image',
    dockerfile:
      'FROM busybox AS One\nRUN echo 1 > /one\nFROM scratch\nCOPY --from=busybox:latest /etc/group /g\nCOPY --from=oNE /one /\nCOPY --from=0 /one /two\nCOPY --from=One /etc /etc',
  },
  {
    name: 'mount of another image',
    dockerfile:
      'FROM busybox\nRUN --mount=from=busybox,source=/etc/group,target=/g cat /g > /o\nRUN --mount=from=scratch,target=/s,rw touch /s/x && ls -a /s > /p',
  },
  {
    name: 'of stages with one name the last counts',
    dockerfile:
      'FROM busybox AS a\nRUN echo 1 > /one\nFROM busybox AS a\nRUN echo 2 > /two\nFROM a\nCOPY --from=a /two /three',
  },
  {
    name: 'a stage that comes later fails',
    dockerfile: 'FROM busybox\nCOPY --from=later /x /\nFROM busybox AS later\nRUN touch /x',
    options: ['--target', '0'],
  },
  {
    name: 'only the stages the target needs',
    dockerfile:
      'FROM busybox AS a\nRUN touch /a\nFROM busybox AS broken\nRUN false\nFROM a AS b\nRUN touch /b\nFROM busybox',
    options: ['--target', 'b'],
  },
  {
    name: 'args of the base stage stay visible',
    dockerfile: 'FROM busybox AS a\nARG X=1\nENV Y=2\nFROM a\nRUN echo "$X-$Y" > /o',
  },
  {
    name: 'ONBUILD',
    parent:
      'FROM busybox\nONBUILD ENV A=1\nONBUILD RUN echo $A > /o\nONBUILD COPY a.txt /onbuild/\nONBUILD WORKDIR /w\nRUN touch /parent',
    dockerfile: 'FROM parent\nRUN echo child > /child',
    files: contents,
  },
  {
    name: 'ONBUILD of a stage',
    dockerfile: 'FROM busybox AS a\nONBUILD RUN echo x > /o\nFROM a\nRUN echo y > /p',
  },
  {
    name: 'ONBUILD keeps to one generation',
    parent: 'FROM busybox\nONBUILD RUN echo x > /o',
    dockerfile: 'FROM parent\nONBUILD RUN echo z\nLABEL a=b',
  },
  {
    name: 'dockerignore order',
    dockerfile: 'FROM busybox\nCOPY . /x',
    files: { ...contents, '.dockerignore': '*\n!dir\ndir/sub\n!dir/sub/two\n# c\n!*.txt\nb.*\n' },
  },
  {
    name: 'dockerignore double star',
    dockerfile: 'FROM busybox\nCOPY . /x',
    files: { ...contents, '.dockerignore': '**/two\n**/*.sh\nempty/\n' },
  },
  {
    name: 'escape directive',
    dockerfile: '# escape=`\nFROM busybox\nRUN echo a `\n  && echo b > /o\nENV A=\\x',
  },
  {
    name: 'mission document',
    dockerfile: `FROM busybox
MAINTAINER leon leon@example.com
RUN echo a > /run-shell
RUN ["touch","/run-exec"]
RUN ["/bin/sh","-c","echo hello"]
CMD ["executable","param1","param2"]
CMD command param1 param2
CMD ["param1","param2"]
EXPOSE 80 443
ENV PG_MAJOR 9.3
env PG_MINOR 4
ADD a.txt /add/
ADD dir /add/dir
COPY a.txt /copy/
COPY dir /copy/dir
ENTRYPOINT ["executable","param1","param2"]
ENTRYPOINT command param1 param2
VOLUME ["/data"]
RUN echo postgres:x:70:70::/:/bin/sh >> /etc/passwd
USER daemon
WORKDIR /home/leon/workdir
ONBUILD RUN echo onbuild
ONBUILD COPY a.txt /onbuild/`,
    files: contents,
  },
];
