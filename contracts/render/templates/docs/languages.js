// A request as commands and programs: each prints the status and the body of the answer.
// What clients set themselves, some of which refuse to have it set.
const OWN_HEADERS = /^(host|connection|content-length|transfer-encoding|expect|upgrade)$/i;
const sentHeaders = (request) => request.headers.filter(([name]) => !OWN_HEADERS.test(name));

// POSIX shells: as Python's shlex.quote.
const shellQuoted = (text) => (
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`
);
const asCurl = (request) => {
  const lines = [];
  const address = shellQuoted(sampleHost() + request.uri);
  if (request.method === "HEAD" && !request.body) {
    // With --request curl would wait for the body.
    lines.push(`curl --head ${address}`);
  } else if (request.method !== "GET" || request.body) {
    lines.push(`curl --request ${shellQuoted(request.method)}`, address);
  } else {
    lines.push(`curl ${address}`);
  }
  for (const [name, value] of request.headers) lines.push(`--header ${shellQuoted(`${name}: ${value}`)}`);
  if (request.body) lines.push(`--data-raw ${shellQuoted(request.body)}`);
  return lines.join(" \\\n  ");
};
const asHttp = (request) => {
  const host = sampleHost().replace(/^\w+:\/\//, "").split("/")[0];
  const lines = [`${request.method} ${request.uri} HTTP/1.1`];
  if (host) lines.push(`Host: ${host}`);
  for (const [name, value] of request.headers) lines.push(`${name}: ${value}`);
  return `${lines.join("\n")}\n${request.body ? `\n${request.body}` : ""}`;
};

const isJson = (text) => {
  try { JSON.parse(text); return true; } catch { return false; }
};
const WORDS = { true: "True", false: "False", null: "None" };
const pythonLiteral = (json) => json.replace(
  /"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g,
  (token) => WORDS[token] || JSON.stringify(JSON.parse(token)),
);
const indented = (text, by) => text.replaceAll("\n", `\n${by}`);
// The query as pairs, unless a name is there twice or it is no plain query.
const queryPairs = (uri) => {
  const [path, query = ""] = uri.split(/\?(.*)/s);
  const pairs = [...new URLSearchParams(query)];
  const isPlain = query !== "" && !query.includes("#") && new Set(pairs.map(([name]) => name)).size === pairs.length
    && query.split("&").every((part) => part.includes("="));
  return isPlain ? { path, pairs } : { path: uri, pairs: [] };
};
const asPython = (request) => {
  const call = ["get", "post", "put", "patch", "delete", "head", "options"]
    .includes(request.method.toLowerCase())
    ? [`requests.${request.method.toLowerCase()}(`]
    : ["requests.request(", `    ${JSON.stringify(request.method)},`];
  const lines = ["import requests", "", `response = ${call.join("\n")}`];
  const { path, pairs } = queryPairs(request.uri);
  lines.push(`    ${JSON.stringify(sampleHost() + path)},`);
  if (pairs.length) {
    lines.push("    params={");
    for (const pair of pairs) lines.push(`        ${pair.map((p) => JSON.stringify(p)).join(": ")},`);
    lines.push("    },");
  }
  const headers = sentHeaders(request);
  if (headers.length) {
    lines.push("    headers={");
    for (const pair of headers) lines.push(`        ${pair.map((p) => JSON.stringify(p)).join(": ")},`);
    lines.push("    },");
  }
  if (request.body) {
    lines.push(isJson(request.body)
      ? `    json=${indented(pythonLiteral(request.body), "    ")},`
      : `    data=${JSON.stringify(request.body)}.encode(),`);
  }
  lines.push(")", "print(response.status_code, response.text)");
  return lines.join("\n");
};
const asJavaScript = (request) => {
  const lines = request.body && /^(GET|HEAD)$/.test(request.method)
    ? ["// fetch refuses a body here: use another client."] : [];
  lines.push(`const response = await fetch(${JSON.stringify(sentAddress(request))}, {`);
  lines.push(`  method: ${JSON.stringify(request.method)},`);
  const headers = sentHeaders(request);
  if (headers.length) {
    lines.push("  headers: {");
    for (const pair of headers) lines.push(`    ${pair.map((p) => JSON.stringify(p)).join(": ")},`);
    lines.push("  },");
  }
  if (request.body) {
    lines.push(isJson(request.body)
      ? `  body: JSON.stringify(${indented(request.body, "  ")}),`
      : `  body: ${JSON.stringify(request.body)},`);
  }
  lines.push("});", "console.log(response.status, await response.text());");
  return lines.join("\n");
};

// What no URI may have is percent-encoded, but for `{id}`, which the reader replaces.
const sentAddress = (request) => (sampleHost() + request.uri)
  .replace(/[^\w\-.~:/?#[\]@!$&'()*+,;=%{}]+/gu, (text) => encodeURIComponent(text));
// A text in double quotes, as C, Go, Java and Ruby have it; some end a line at more than \n.
const quoted = (text) => JSON.stringify(text)
  .replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
const joinedLines = (text, joint, indent, literal = quoted) => text.split(/(?<=\n)/).map(literal).join(`${joint}\n${indent}`);
const isBlock = (request) => request.body.includes("\n") && !request.body.includes("\r") && isJson(request.body);
const block = (text, indent) => text.split("\n").map((line) => (line ? indent + line : line)).join("\n");

const rubyQuoted = (text) => quoted(text).replace(/#(?=[{$@])/g, "\\#");
const RUBY_METHODS = /^(get|head|post|put|patch|delete|options|trace)$/i;
const asRuby = (request) => {
  const method = request.method.toLowerCase();
  const made = RUBY_METHODS.test(method)
    ? `Net::HTTP::${method[0].toUpperCase()}${method.slice(1)}.new(uri)`
    : `Net::HTTPGenericRequest.new(${rubyQuoted(request.method)}, true, true, uri)`;
  const body = isBlock(request)
    ? [`request.body = <<~'JSON'`, block(request.body, "  "), "JSON"]
    : request.body ? [`request.body = ${joinedLines(request.body, " \\", "  ", rubyQuoted)}`] : [];
  return [
    'require "net/http"',
    "",
    `uri = URI(${rubyQuoted(sentAddress(request))})`,
    `request = ${made}`,
    ...sentHeaders(request).map(([name, value]) => `request[${rubyQuoted(name)}] = ${rubyQuoted(value)}`),
    ...body,
    'response = Net::HTTP.start(uri.hostname, uri.port, use_ssl: uri.scheme == "https") do |http|',
    "  http.request(request)",
    "end",
    'puts "#{response.code} #{response.body}"',
  ].join("\n");
};

const phpQuoted = (text) => `'${text.replace(/[\\']/g, "\\$&").replaceAll("\r", `' . "\\r" . '`)}'`;
const asPhp = (request) => {
  const headers = sentHeaders(request);
  const options = [`CURLOPT_CUSTOMREQUEST => ${phpQuoted(request.method)},`];
  // Or curl waits for a body.
  if (request.method === "HEAD") options.push("CURLOPT_NOBODY => true,");
  if (headers.length) {
    options.push("CURLOPT_HTTPHEADER => [", ...headers.map((pair) => `    ${phpQuoted(pair.join(": "))},`), "],");
  }
  if (isBlock(request)) options.push("CURLOPT_POSTFIELDS => <<<'JSON'", block(request.body, "    "), "    JSON,");
  else if (request.body) options.push(`CURLOPT_POSTFIELDS => ${phpQuoted(request.body)},`);
  return [
    "<?php",
    `$curl = curl_init(${phpQuoted(sentAddress(request))});`,
    "curl_setopt_array($curl, [",
    ...options.map((option) => (isBlock(request) || !option.includes("\n") ? block(option, "    ") : `    ${option}`)),
    "    CURLOPT_RETURNTRANSFER => true,",
    "]);",
    "$body = curl_exec($curl);",
    "echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $body, PHP_EOL;",
  ].join("\n");
};

const asGo = (request) => {
  const isRaw = request.body.includes("\n") && !/[`\r]/.test(request.body);
  const text = isRaw ? `\`${request.body}\`` : joinedLines(request.body, " +", "\t\t");
  const check = ["\tif err != nil {", "\t\tpanic(err)", "\t}"];
  return [
    "package main",
    "",
    "import (",
    ...["fmt", "io", "net/http", ...(request.body ? ["strings"] : [])].map((name) => `\t"${name}"`),
    ")",
    "",
    "func main() {",
    ...(request.body ? [`\tbody := strings.NewReader(${text})`] : []),
    `\trequest, err := http.NewRequest(${quoted(request.method)}, ${quoted(sentAddress(request))}, ${request.body ? "body" : "nil"})`,
    ...check,
    ...sentHeaders(request).map((pair) => `\trequest.Header.Set(${pair.map(quoted).join(", ")})`),
    "\tresponse, err := http.DefaultClient.Do(request)",
    ...check,
    "\tdefer response.Body.Close()",
    "\ttext, err := io.ReadAll(response.Body)",
    ...check,
    "\tfmt.Println(response.StatusCode, string(text))",
    "}",
  ].join("\n");
};

const javaBody = (request) => {
  if (!request.body) return "HttpRequest.BodyPublishers.noBody()";
  const text = isBlock(request)
    ? `"""\n${block(request.body.replaceAll("\\", "\\\\").replaceAll('"""', '\\"""'), " ".repeat(16))}"""`
    : joinedLines(request.body, " +", " ".repeat(16));
  return `HttpRequest.BodyPublishers.ofString(${text})`;
};
const asJava = (request) => [
  "import java.net.URI;",
  "import java.net.http.HttpClient;",
  "import java.net.http.HttpRequest;",
  "import java.net.http.HttpResponse;",
  "",
  "public class Sample {",
  "    public static void main(String[] arguments) throws Exception {",
  `        var request = HttpRequest.newBuilder(URI.create(${quoted(sentAddress(request))}))`,
  `            .method(${quoted(request.method)}, ${javaBody(request)})`,
  ...sentHeaders(request).map((pair) => `            .header(${pair.map(quoted).join(", ")})`),
  "            .build();",
  "        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());",
  '        System.out.println(response.statusCode() + " " + response.body());',
  "    }",
  "}",
].join("\n");

const cSharpText = (request) => {
  if (!isBlock(request)) return joinedLines(request.body, " +", "    ");
  const fence = '"'.repeat(Math.max(3, ...(request.body.match(/"+/g) || []).map((run) => run.length + 1)));
  return `${fence}\n${block(request.body, "    ")}\n    ${fence}`;
};
const asCSharp = (request) => {
  const headers = sentHeaders(request);
  const isContent = ([name]) => /^(content-.*|allow|expires|last-modified)$/i.test(name);
  const type = headers.find(([name]) => /^content-type$/i.test(name));
  const others = headers.filter((pair) => isContent(pair) && pair !== type);
  const content = request.body || type || others.length ? [
    `request.Content = new StringContent(${cSharpText(request)});`,
    `request.Content.Headers.ContentType = ${type ? `MediaTypeHeaderValue.Parse(${quoted(type[1])})` : "null"};`,
    ...others.map((pair) => `request.Content.Headers.TryAddWithoutValidation(${pair.map(quoted).join(", ")});`),
  ] : [];
  return [
    "using System;",
    "using System.Net.Http;",
    ...(type ? ["using System.Net.Http.Headers;"] : []),
    "",
    "using var client = new HttpClient();",
    `using var request = new HttpRequestMessage(new HttpMethod(${quoted(request.method)}), ${quoted(sentAddress(request))});`,
    ...headers.filter((pair) => !isContent(pair))
      .map((pair) => `request.Headers.TryAddWithoutValidation(${pair.map(quoted).join(", ")});`),
    ...content,
    "using var response = await client.SendAsync(request);",
    'Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");',
  ].join("\n");
};

const LANGUAGES = {
  curl: asCurl,
  HTTP: asHttp,
  Python: asPython,
  JavaScript: asJavaScript,
  Ruby: asRuby,
  PHP: asPhp,
  Go: asGo,
  Java: asJava,
  "C#": asCSharp,
};
