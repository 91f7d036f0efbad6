using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Http;
using Watchfloor.Platform.Identity.Sessions;

namespace Watchfloor.Platform.Identity.Pages;

/// <summary><c>/sign-in</c>: signs in, and out again.</summary>
internal static class SignInPage
{
    private const string Heading = "Sign in";

    /// <summary>The answer to a form that no page of ours sent.</summary>
    public static HtmlPage ForeignForm { get; } = new(Heading, HtmlPage.Fault("This form was not sent by a page of this server. Open the page again and send it from there."), StatusCodes.Status400BadRequest);

    /// <summary>Maps the page.</summary>
    public static void MapSignInPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/sign-in", Show).RequirePermission(Permission.Anonymous).ExcludeFromDescription();
        endpoints.MapPost("/sign-in", SignIn).RequirePermission(Permission.Anonymous).WithMetadata(PageForm.Instance).ExcludeFromDescription();
        endpoints.MapPost("/sign-out", SignOut).RequirePermission(Permission.SignedIn).WithMetadata(PageForm.Instance).ExcludeFromDescription();
    }

    private static HtmlPage Show(HttpContext context, string? returnTo) => context.Session() is { } session
        ? new HtmlPage(
            "You are signed in",
            $"""
            <p>As <strong>{HtmlPage.Text(session.Actor.Name)}</strong>.</p>
            <form method="post" action="/sign-out"><input type="hidden" name="proof" value="{session.AntiForgery}"><button>Sign out</button></form>
            """)
        : new HtmlPage(Heading, Form(name: null, fault: null, returnTo));

    private static async Task<IResult> SignIn(HttpContext context, IRequests requests)
    {
        if (await PageForm.ReadAsync(context).ConfigureAwait(false) is not { } form) return ForeignForm;
        var (name, returnTo) = (form["name"].ToString(), form["returnTo"].ToString());
        var request = new SignIn
        {
            Name = name,
            Password = form["password"].ToString(),
            Code = form["code"].ToString(),
            Address = context.Address(),
            Agent = context.Request.Headers.UserAgent.ToString(),
        };
        var result = await requests.SendAsync<SignIn, StartedSession>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        if (!result.TryGet(out var started, out var error)) return new HtmlPage(Heading, Form(name, error.Message, returnTo), AccountForm.StatusOf(context, error));
        SessionCookie.Set(context, started.Cookie);
        return new Redirect(IsOwn(returnTo) ? returnTo : "/setup");
    }

    private static async Task<IResult> SignOut(HttpContext context, IRequests requests)
    {
        if (await PageForm.ReadAsync(context).ConfigureAwait(false) is not { } form || context.Session() is not { } session || !SessionReader.IsProof(session, form["proof"])) return ForeignForm;
        await requests.SendAsync<EndSession, Done>(new EndSession(session.Id), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        SessionCookie.Clear(context);
        return new Redirect("/sign-in");
    }

    /// <summary>A path of this server: a browser reads two slashes, or a slash and a backslash, as another one.</summary>
    private static bool IsOwn(string path) => path.StartsWith('/') && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl);

    private static string Form(string? name, string? fault, string? returnTo) =>
        $"""
        {HtmlPage.Fault(fault)}
        <form method="post" action="/sign-in">
        <input type="hidden" name="returnTo" value="{HtmlPage.Text(returnTo)}">
        <label>Name<input name="name" value="{HtmlPage.Text(name)}" autocomplete="username" required maxlength="100" autofocus></label>
        <label>Password<input name="password" type="password" autocomplete="current-password" required maxlength="1000"></label>
        <label>Code <span class="hint">Of your authenticator, if you have set one up, or a recovery code.</span>
        <input name="code" autocomplete="one-time-code" maxlength="40"></label>
        <button>Sign in</button>
        </form>
        """;
}
