using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Watchfloor.Platform.Identity.Pages;

/// <summary>A plain page that needs no console: one column, in the light or dark of the reader's choice, nothing loaded from anywhere.</summary>
/// <param name="title">The heading.</param>
/// <param name="body">HTML in which every foreign text went through <see cref="Text"/>.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="script">A script of our own, or null.</param>
internal sealed class HtmlPage(string title, string body, int status = StatusCodes.Status200OK, string? script = null) : IResult
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #17202b; --paper: #f5f6f8; --card: #fff; --line: #cfd5dd; --quiet: #566171; --accent: #1558b0; --on-accent: #fff; --good: #18713a; --bad: #a81c1c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --paper: #10151c; --card: #19202a; --line: #384454; --quiet: #a3afbf; --accent: #7db4ff; --on-accent: #0c1a2c; --good: #6fd195; --bad: #ff9c9c; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        main { width: 100%; max-width: 30rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
        .brand { margin: 0; color: var(--quiet); font-size: .875rem; letter-spacing: .04em; }
        h1 { margin: .25rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
        label { display: block; margin-top: 1rem; font-weight: 600; }
        .hint { display: block; color: var(--quiet); font-size: .875rem; font-weight: 400; }
        input { width: 100%; margin-top: .25rem; padding: .625rem .75rem; border: 1px solid var(--quiet); border-radius: .375rem; background: var(--paper); color: inherit; font: inherit; }
        button { margin-top: 1.5rem; padding: .625rem 1.25rem; border: 0; border-radius: .375rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
        input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        a { color: var(--accent); }
        code { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
        .fault { margin: 0 0 1rem; padding: .75rem 1rem; border-left: 4px solid var(--bad); background: var(--paper); color: var(--bad); }
        ol { list-style: none; margin: 0; padding: 0; }
        li { display: grid; grid-template-columns: 2rem 1fr; padding: .75rem 0; border-top: 1px solid var(--line); }
        li .mark::before { content: "○"; color: var(--quiet); }
        li[data-done="true"] .mark::before { content: "✓"; color: var(--good); font-weight: 700; }
        li strong { display: block; }
        li[data-done="true"] .hint { display: none; }
        """;

    /// <summary>A text as HTML.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>What went wrong, where a reader and a screen reader find it first.</summary>
    public static string Fault(string? message) => message is null ? "" : $"""<p class="fault" role="alert">{Text(message)}</p>""";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(title)} · Watchfloor</title>
            <style nonce="{nonce}">
            {Style}
            </style>
            </head>
            <body>
            <main>
            <p class="brand">Watchfloor</p>
            <h1>{Text(title)}</h1>
            {body}
            </main>
            {(script is null ? "" : $"<script nonce=\"{nonce}\">\n{script}\n</script>")}
            </body>
            </html>
            """,
            httpContext.RequestAborted);
    }
}
