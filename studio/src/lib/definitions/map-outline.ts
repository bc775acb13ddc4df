// Types and the conversions between them, read from the files even while they do not compile.
import { readLoosely } from './places.ts';
import { listOf, textOf, told } from './shapes.ts';

export interface MapType {
  readonly key: string;
  readonly title: string;
  readonly icon: string | null;
  readonly kind: string;
  readonly tracks: readonly string[];
  readonly file: string;
}

export interface MapPath {
  readonly key: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly effect: number;
  readonly tracks: readonly string[];
  readonly file: string;
}

export interface MapOutline {
  readonly types: readonly MapType[];
  readonly paths: readonly MapPath[];
}

export function mapOf(files: Readonly<Record<string, string>>): MapOutline {
  const types: MapType[] = [];
  const paths: MapPath[] = [];
  for (const [file, text] of Object.entries(files)) {
    const type = /^types\/([^/]+)\/type\.json$/.exec(file)?.[1];
    const conversion = /^conversions\/([^/]+)\.json$/.exec(file)?.[1];
    if (!type && !conversion) continue;
    const json = told(readLoosely(text));
    const tracks = Object.keys(told(json.tracks));
    const title = textOf(json.title);
    if (type)
      types.push({
        key: type,
        title: title ?? type,
        icon: textOf(json.icon),
        kind: textOf(json.kind) ?? '',
        tracks,
        file,
      });
    if (conversion) {
      const effect = typeof json.effect === 'number' ? json.effect : 1;
      for (const from of listOf(json.from)) {
        paths.push({
          key: conversion,
          title: title ?? conversion,
          from: textOf(from) ?? '',
          to: textOf(json.to) ?? '',
          effect,
          tracks,
          file,
        });
      }
    }
  }
  return { types, paths };
}
