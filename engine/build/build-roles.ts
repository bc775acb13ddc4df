import type { Json } from '../model/json.ts';
import { asList, asObject, asText, type LinkedDefinition } from '../model/linked-pack.ts';
import type { Grant, Role } from '../model/role.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { pointerOf } from '../read/json-pointer.ts';
import { tellUnknownEvent } from './machine/events-of.ts';
import type { Workshop } from './workshop.ts';

export function buildRole({ key, file, json }: LinkedDefinition, workshop: Workshop): Role {
  const { linked } = workshop;
  const grants = new Map<string, Grant>();
  for (const [type, grant] of Object.entries(asObject(json['types']))) {
    const pointer = pointerOf([key, 'types', type]);
    if (type !== '*' && !linked.types.has(type) && !linked.isAbsent('type', type)) {
      const suggestion = nearestName(type, linked.types.keys());
      workshop.tell({ code: 'unknown-type', file, pointer, atKey: true, params: { name: type, suggestion } });
    }
    const types = type === '*' ? [...linked.types.keys()] : [type];
    for (const [index, event] of asList(asObject(grant)['events']).map(String).entries())
      if (event !== '*')
        tellUnknownEvent(event, types, { file, pointer: `${pointer}/events/${index}` }, workshop);
    grants.set(type, grantOf(grant));
  }
  const conversions = asList(json['conversions']).map(String);
  for (const [index, conversion] of conversions.entries()) {
    if (conversion === '*' || linked.conversions.has(conversion) || linked.isAbsent('conversion', conversion))
      continue;
    const suggestion = nearestName(conversion, linked.conversions.keys());
    const pointer = pointerOf([key, 'conversions', index]);
    workshop.tell({ code: 'unknown-conversion', file, pointer, params: { name: conversion, suggestion } });
  }
  return {
    key,
    title: asText(json['title']) ?? key,
    grants,
    conversions,
    administers: json['administers'] === true,
  };
}

function grantOf(json: Json): Grant {
  const grant = asObject(json);
  return {
    read: (asText(grant['read']) as Grant['read'] | null) ?? 'none',
    create: grant['create'] === true,
    edit: grant['edit'] === true,
    delete: grant['delete'] === true,
    events: asList(grant['events']).map(String),
  };
}
