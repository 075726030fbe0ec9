import { createStore } from './store';

export type Place = 'images' | 'containers' | 'build' | 'activity' | 'settings';
export type ImageTab = 'overview' | 'files' | 'history';
export type ContainerTab =
  'terminal' | 'logs' | 'usage' | 'files' | 'changes' | 'timeline' | 'details';

export const places: ReadonlyArray<Place> = [
  'images',
  'containers',
  'build',
  'activity',
  'settings',
];

/** Where the window is. A page of one thing belongs to the place that lists it. */
export type Route =
  | { readonly kind: 'images' }
  | { readonly kind: 'image'; readonly id: string; readonly tab: ImageTab }
  | { readonly kind: 'containers' }
  | { readonly kind: 'container'; readonly id: string; readonly tab: ContainerTab }
  | { readonly kind: 'review'; readonly id: string }
  | { readonly kind: 'build' }
  | { readonly kind: 'activity' }
  | { readonly kind: 'settings' };

export interface Navigation {
  readonly route: Route;
  readonly back: ReadonlyArray<Route>;
  /** The selected row of each list, by id. */
  readonly selection: Readonly<Partial<Record<Place, string>>>;
  /** In a narrow window: whether the selected row's inspector is shown as a page. */
  readonly inspecting: boolean;
}

const depth = 50;

export const navigationStore = createStore<Navigation>({
  route: { kind: 'images' },
  back: [],
  selection: {},
  inspecting: false,
});

export function placeOf(route: Route): Place {
  switch (route.kind) {
    case 'image':
      return 'images';
    case 'container':
    case 'review':
      return 'containers';
    default:
      return route.kind;
  }
}

export function goTo(navigation: Navigation, route: Route): Navigation {
  if (JSON.stringify(route) === JSON.stringify(navigation.route)) {
    return { ...navigation, inspecting: false };
  }
  // A tab is not a step of its own: back leaves the page.
  const sameThing = isSameThing(route, navigation.route);
  return {
    ...navigation,
    route,
    back: sameThing ? navigation.back : [...navigation.back, navigation.route].slice(-depth),
    inspecting: false,
  };
}

function isSameThing(a: Route, b: Route): boolean {
  return a.kind === b.kind && 'id' in a && 'id' in b && a.id === b.id;
}

/** One step back; from a thing's page opened directly, to the place that lists it. */
export function goBack(navigation: Navigation): Navigation {
  if (navigation.inspecting) return { ...navigation, inspecting: false };
  const route = navigation.back.at(-1);
  if (route !== undefined) return { ...navigation, route, back: navigation.back.slice(0, -1) };
  if (!('id' in navigation.route)) return navigation;
  return { ...navigation, route: { kind: placeOf(navigation.route) } };
}

export function navigate(route: Route): void {
  navigationStore.update((navigation) => goTo(navigation, route));
}

export function back(): void {
  navigationStore.update(goBack);
}

export function select(place: Place, id: string | null, inspect = false): void {
  navigationStore.update((navigation) => {
    const { [place]: _before, ...others } = navigation.selection;
    const selection = id === null ? others : { ...others, [place]: id };
    return { ...navigation, selection, inspecting: id !== null && inspect };
  });
}
