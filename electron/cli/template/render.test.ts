import { describe, expect, it } from 'vitest';
import { UsageError } from '../command';
import { renderTemplate } from './render';

const data = {
  Id: 'x',
  Size: 3,
  Config: {
    Cmd: ['sh', '-c'],
    User: '',
    Entrypoint: null,
    Volumes: null,
    Labels: { b: '2', a: '1' },
    ExposedPorts: { '80/tcp': {} },
  },
  HostConfig: { PidsLimit: null, Privileged: false },
  State: { Running: true, Health: { Log: [{ ExitCode: 0 }, { ExitCode: 1 }] } },
  Mounts: [
    { Type: 'volume', Name: 'v', Destination: '/data' },
    { Type: 'bind', Destination: '/in' },
  ],
};

describe('renderTemplate', () => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ['{{.Id}}', 'x'],
    ['{{ .Size }} of {{.Id}}', '3 of x'],
    ['{{json .Config.Cmd}}', '["sh","-c"]'],
    ['{{json .Config.Entrypoint}}', 'null'],
    ['{{.Config.Entrypoint}} {{.Config.Volumes}} {{.HostConfig.PidsLimit}}', '[] map[] <nil>'],
    ['{{.Config.Cmd}} {{.Config.Labels}}', '[sh -c] map[a:1 b:2]'],
    ['{{.Config.Labels.a}}{{.Config.Labels.none}}', '1<no value>'],
    ['{{index .Config.Labels "b"}} {{index .Config.Cmd 1}}', '2 -c'],
    ['{{join .Config.Cmd ", "}}', 'sh, -c'],
    ['{{.Config.Cmd | json | len}}', '11'],
    ['{{range .Mounts}}{{.Destination}};{{end}}', '/data;/in;'],
    ['{{range $i, $m := .Mounts}}{{$i}}={{$m.Type}} {{end}}', '0=volume 1=bind '],
    ['{{range $k, $v := .Config.Labels}}{{$k}}{{$v}}{{end}}', 'a1b2'],
    ['{{range .Config.Entrypoint}}x{{else}}none{{end}}', 'none'],
    ['{{if .State.Running}}up{{else}}down{{end}}', 'up'],
    ['{{if eq .Id "y"}}y{{else if eq .Id "z" "x"}}x{{end}}', 'x'],
    ['{{if and .State.Running (not .HostConfig.Privileged)}}plain{{end}}', 'plain'],
    ['{{with .State.Health}}{{len .Log}}{{end}}', '2'],
    ['{{(index .State.Health.Log 1).ExitCode}}', '1'],
    ['{{with index .Mounts 0}}{{.Name}}{{end}}', 'v'],
    ['a {{- " b " -}} c', 'a b c'],
    ['{{/* nothing */}}{{$x := .Id}}{{$x}}{{$.Size}}', 'x3'],
    ['{{$n := 0}}{{range .Mounts}}{{$n = .Destination}}{{end}}{{$n}}', '/in'],
    ['{{range .Mounts}}{{if eq .Type "bind"}}{{continue}}{{end}}{{.Type}}{{end}}', 'volume'],
    ['{{printf "%-4s|%3d|%q" .Id .Size .Id}}', 'x   |  3|"x"'],
    ['{{upper .Id}}{{title "two words"}}{{split "a,b" ","}}', 'XTwo Words[a b]'],
    ['{{println .Id .Size}}', 'x 3\n'],
    ['{{"}}"}}', '}}'],
    ['{{lt 1 2}} {{ge .Size 4}}', 'true false'],
  ];
  for (const [template, expected] of cases) {
    it(template, () => {
      expect(renderTemplate(template, data)).toBe(expected);
    });
  }

  const refused = [
    '{{.Nope}}',
    '{{.State.Nope}}',
    '{{range .Id}}',
    '{{.Id.length}}',
    '{{.constructor}}',
    '{{nope .Id}}',
    '{{.Id',
    '{{if .Id}}',
    '{{end}}',
    '{{$x}}',
    '{{template "x"}}',
    '{{.Id "x"}}',
    '{{(.Id}}',
    '{{range .Size}}{{end}}',
  ];
  for (const template of refused) {
    it(`refuses ${template}`, () => {
      expect(() => renderTemplate(template, data)).toThrow(UsageError);
    });
  }
});
