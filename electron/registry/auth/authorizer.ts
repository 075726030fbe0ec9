import { DarkroomError } from '../../../shared/errors';
import { answerError } from '../http/answers';
import { readBody, type HttpClient, type HttpResponse } from '../http/http-client';
import { parseChallenges, type Challenge } from './challenge';
import type { Credentials } from './credentials';

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

const clientId = 'darkroom';
/** What a token lives when the server does not say, and how early it is renewed, in seconds. */
const presetLifeSeconds = 60;
const marginSeconds = 5;

/**
 * Answers a registry's challenges: Basic, and the token flow of the distribution project
 * ("Token Authentication Specification", with its OAuth2 form for identity tokens). Tokens are kept by
 * scope until they expire.
 */
export class Authorizer {
  private challenge: Challenge | null = null;
  private readonly tokens = new Map<string, Promise<Token>>();

  constructor(
    private readonly registry: string,
    private readonly client: HttpClient,
    private readonly credentials: (signal: AbortSignal) => Promise<Credentials | null>,
  ) {}

  /** The `Authorization` header for a request, as far as one is known to be needed; '' for none. */
  async header(scopes: ReadonlyArray<string>, signal: AbortSignal): Promise<string> {
    if (this.challenge === null) return '';
    if (this.challenge.scheme === 'basic') return this.basic(signal);
    return `Bearer ${(await this.token(this.challenge, scopes, signal)).value}`;
  }

  /** Takes note of a 401; false when nothing can be done that was not done before it. */
  accept(response: HttpResponse, sent: string): boolean {
    const challenges = parseChallenges(response.headers['www-authenticate'] ?? '');
    const found =
      challenges.find(({ scheme }) => scheme === 'bearer') ??
      challenges.find(({ scheme }) => scheme === 'basic');
    if (found === undefined) return false;
    // A token may have expired on the way or lack a scope: it is asked for anew, once.
    this.tokens.clear();
    const isNew = this.challenge === null || this.challenge.scheme !== found.scheme;
    this.challenge = found;
    return isNew || (found.scheme === 'bearer' && sent !== '');
  }

  /**
   * Exchanges a password for an identity token where the registry gives one, otherwise only checks it
   * (called after `accept`). Returns what to keep.
   */
  async logIn(credentials: Credentials, signal: AbortSignal): Promise<Credentials> {
    if (this.challenge?.scheme !== 'bearer') return credentials;
    const { refreshToken } = await this.fetchToken(this.challenge, [], credentials, true, signal);
    return refreshToken === ''
      ? credentials
      : { ...credentials, password: '', identityToken: refreshToken };
  }

  private async basic(signal: AbortSignal): Promise<string> {
    const known = await this.credentials(signal);
    if (known === null || known.username === '') return '';
    return basicHeader(known);
  }

  private async token(
    challenge: Challenge,
    scopes: ReadonlyArray<string>,
    signal: AbortSignal,
  ): Promise<Token> {
    const wanted = scopes.length === 0 ? splitScopes(challenge.parameters['scope']) : scopes;
    const key = [...wanted].sort().join(' ');
    const known = await this.tokens.get(key)?.catch(() => null);
    if (known !== undefined && known !== null && known.expiresAt > Date.now()) return known;
    const fetching = this.credentials(signal).then((credentials) =>
      this.fetchToken(challenge, wanted, credentials, false, signal),
    );
    this.tokens.set(key, fetching);
    fetching.catch(() => this.tokens.delete(key));
    return fetching;
  }

  private async fetchToken(
    challenge: Challenge,
    scopes: ReadonlyArray<string>,
    credentials: Credentials | null,
    offline: boolean,
    signal: AbortSignal,
  ): Promise<Token & { readonly refreshToken: string }> {
    const realm = this.realm(challenge);
    const service = challenge.parameters['service'] ?? '';
    const identityToken = credentials?.identityToken ?? '';
    const response =
      identityToken === ''
        ? await this.askWithGet(realm, service, scopes, credentials, offline, signal)
        : await this.askWithPost(realm, service, scopes, identityToken, signal);
    if (response.statusCode !== 200) {
      const what = `Log in to ${this.registry}`;
      throw await answerError(response, { registry: this.registry, what, url: realm });
    }
    return parseToken(await readBody(response, realm), this.registry);
  }

  private askWithGet(
    realm: URL,
    service: string,
    scopes: ReadonlyArray<string>,
    credentials: Credentials | null,
    offline: boolean,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const url = new URL(realm);
    if (service !== '') url.searchParams.set('service', service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    if (offline) {
      url.searchParams.set('offline_token', 'true');
      url.searchParams.set('client_id', clientId);
    }
    const headers: Record<string, string> = {};
    if (credentials !== null && credentials.username !== '') {
      url.searchParams.set('account', credentials.username);
      headers['authorization'] = basicHeader(credentials);
    }
    return this.client.send({ method: 'GET', url, headers, signal });
  }

  private askWithPost(
    realm: URL,
    service: string,
    scopes: ReadonlyArray<string>,
    identityToken: string,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      service,
      client_id: clientId,
      refresh_token: identityToken,
    });
    if (scopes.length > 0) form.set('scope', scopes.join(' '));
    return this.client.send({
      method: 'POST',
      url: realm,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal,
    });
  }

  private realm(challenge: Challenge): URL {
    try {
      const url = new URL(challenge.parameters['realm'] ?? '');
      // A password never leaves in the clear for a host that was not said to be trusted with that.
      const isPlain = url.protocol === 'http:' && this.client.allowsPlain(url.host);
      if (url.protocol === 'https:' || isPlain) return url;
    } catch {
      // Told below.
    }
    throw new DarkroomError(
      'REGISTRY_PROTOCOL',
      `Log in to ${this.registry}: it names no safe address to get a token from`,
      { data: { registry: this.registry } },
    );
  }
}

function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function splitScopes(scope: string | undefined): ReadonlyArray<string> {
  return scope === undefined || scope === '' ? [] : scope.split(' ');
}

function parseToken(body: Buffer, registry: string): Token & { readonly refreshToken: string } {
  let answer: Readonly<Record<string, unknown>> = {};
  try {
    answer = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  const value = answer['token'] ?? answer['access_token'];
  if (typeof value !== 'string' || value === '') {
    throw new DarkroomError('REGISTRY_PROTOCOL', `Log in to ${registry}: it sent no token`, {
      data: { registry },
    });
  }
  const { expires_in: life, refresh_token: refresh } = answer;
  const seconds = typeof life === 'number' && life > 0 ? life : presetLifeSeconds;
  return {
    value,
    expiresAt: Date.now() + Math.max(1, seconds - marginSeconds) * 1000,
    refreshToken: typeof refresh === 'string' ? refresh : '',
  };
}
