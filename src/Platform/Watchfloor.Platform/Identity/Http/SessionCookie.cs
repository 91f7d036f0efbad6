using Microsoft.AspNetCore.Http;
using Watchfloor.Platform.Identity.Sessions;

namespace Watchfloor.Platform.Identity.Http;

/// <summary>The cookie that a session stands in: out of reach of scripts, sent to this server only, and never from another site's page.</summary>
internal static class SessionCookie
{
    /// <summary>The header that proves that a page of ours sent a request.</summary>
    public const string ProofHeader = "Watchfloor-Session";

    private const string Name = "watchfloor_session";

    /// <summary>Browsers take a cookie of this name over TLS only, and from no other host (RFC 6265bis §4.1.3.2).</summary>
    private const string SecureName = "__Host-" + Name;

    /// <summary>The cookie's value, or null.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    /// <summary>Sets it. It goes when the browser closes; the server ends it sooner.</summary>
    public static void Set(HttpContext context, string value) => context.Response.Cookies.Append(NameFor(context.Request), value, Options(context.Request));

    /// <summary>Takes it away.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request));

    /// <summary>The session that the request came with, or null.</summary>
    public static OpenSession? Session(this HttpContext context) => context.Features.Get<OpenSession>();

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpRequest request) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/", IsEssential = true };
}
