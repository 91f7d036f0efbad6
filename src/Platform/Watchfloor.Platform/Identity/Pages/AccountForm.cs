using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Http;

namespace Watchfloor.Platform.Identity.Pages;

/// <summary>The form in which somebody with a one-time link makes his account; the set-up page and the page of invitations share it.</summary>
internal static class AccountForm
{
    /// <summary>The form.</summary>
    /// <param name="action">Where it is sent.</param>
    /// <param name="token">The link's token.</param>
    /// <param name="name">The name typed before.</param>
    /// <param name="fault">What was wrong with it, or null.</param>
    public static string Html(string action, string? token, string? name, string? fault) =>
        $"""
        {HtmlPage.Fault(fault)}
        <form method="post" action="{action}">
        <input type="hidden" name="token" value="{HtmlPage.Text(token)}">
        <label>Name<input name="name" value="{HtmlPage.Text(name)}" autocomplete="username" required maxlength="100" autofocus></label>
        <label>Password <span class="hint">At least 12 characters; several words are easy to remember.</span>
        <input name="password" type="password" autocomplete="new-password" required minlength="12" maxlength="1000"></label>
        <button>Create the account</button>
        </form>
        """;

    /// <summary>Signs the person in who has just made his account, and goes on.</summary>
    public static async Task<IResult> SignInAsync(HttpContext context, IRequests requests, string name, string password, string goOn)
    {
        var request = new SignIn { Name = name, Password = password, Address = context.Address(), Agent = context.Request.Headers.UserAgent.ToString() };
        var result = await requests.SendAsync<SignIn, StartedSession>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        // The account is there all the same; the page to sign in says what is in the way.
        if (!result.TryGet(out var started, out _)) return new Redirect("/sign-in");
        SessionCookie.Set(context, started.Cookie);
        return new Redirect(goOn);
    }

    /// <summary>The status of a page that says what is wrong; the header says when to try again, where that is known.</summary>
    public static int StatusOf(HttpContext context, Error error)
    {
        if (error.RetryAfter is { } wait) context.SetRetryAfter(wait);
        return Problems.StatusOf(error.Kind);
    }
}

/// <summary>Goes on to another page by GET (RFC 9110 §15.4.4).</summary>
internal sealed class Redirect(string path) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
