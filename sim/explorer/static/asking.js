// Requests to this page's own server: short answers, and pictures that come line by line.
const page = Math.random().toString(36).slice(2);
const post = (path, said, signal) => fetch(path, {
  method: "POST", signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page, ...said }),
});
const gone = "The server does not answer: was it ended?";

export async function ask(path, said) {
  try {
    const answer = said === undefined ? await fetch(path) : await post(path, said);
    return await answer.json();
  } catch {
    return { error: gone };
  }
}

let running = null;

// The pictures of a request, one by one; a newer request ends it.
export async function pictures(said, show) {
  running?.abort();
  const mine = (running = new AbortController());
  try {
    const answer = await post("/api/picture", said, mine.signal);
    if (!answer.ok) return show(await answer.json());
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let last = null;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (!mine.signal.aborted) show((last = JSON.parse(line)));
    }
    if (!mine.signal.aborted && !last?.done && last?.error === undefined) show({ error: gone });
  } catch (error) {
    if (!mine.signal.aborted) show({ error: gone });
  }
}
