// Compiles a draft beside the page, so that typing never waits for it.
import { compile, type Problem } from '#engine';
import { validatorFactory } from '#lib/validation.ts';

export interface CheckRequest {
  readonly turn: number;
  readonly files: Readonly<Record<string, string>>;
  readonly language: string;
}

export interface CheckReply {
  readonly turn: number;
  readonly problems: readonly Problem[];
}

onmessage = ({ data }: MessageEvent<CheckRequest>) => {
  const { problems } = compile(
    { files: data.files },
    { validator: validatorFactory, language: data.language },
  );
  const reply: CheckReply = { turn: data.turn, problems };
  postMessage(reply);
};
