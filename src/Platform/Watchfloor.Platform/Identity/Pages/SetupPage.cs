using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Http;

namespace Watchfloor.Platform.Identity.Pages;

/// <summary><c>/setup</c>: makes the first administrator, then shows what is left to do and ticks it off by itself. <c>/</c> leads here.</summary>
internal static class SetupPage
{
    private const string Heading = "Set up the first administrator";

    /// <summary>Looks again every three seconds, while the page is looked at.</summary>
    private const string Script = """
        setInterval(async () => {
          if (document.hidden) return;
          const answer = await fetch('/api/v1/setup/steps').catch(() => null);
          if (answer === null || !answer.ok) return;
          const { steps } = await answer.json();
          document.querySelectorAll('li').forEach((item, i) => {
            if (!steps[i] || item.dataset.done === String(steps[i].done)) return;
            item.dataset.done = steps[i].done;
            item.querySelector('.state').textContent = steps[i].done ? 'Done: ' : 'To do: ';
          });
        }, 3000);
        """;

    /// <summary>Maps the page.</summary>
    public static void MapSetupPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", () => new Redirect("/setup")).RequirePermission(Permission.Anonymous).ExcludeFromDescription();
        endpoints.MapGet("/setup", Show).RequirePermission(Permission.Anonymous).ExcludeFromDescription();
        endpoints.MapPost("/setup", Create).RequirePermission(Permission.Anonymous).WithMetadata(PageForm.Instance).ExcludeFromDescription();
    }

    private static async Task<IResult> Show(HttpContext context, IRequests requests, string? token)
    {
        var state = await requests.SendAsync<GetSetup, SetupState>(new GetSetup(), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        if (state.Value.NeedsAdministrator) return token is null ? NoLink : new HtmlPage(Heading, AccountForm.Html("/setup", token, name: null, fault: null));
        if (context.Actor().Kind == ActorKind.Anonymous) return new Redirect("/sign-in?returnTo=/setup");
        var steps = await requests.SendAsync<ListSetupSteps, SetupSteps>(new ListSetupSteps(), context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return steps.TryGet(out var list, out var error)
            ? new HtmlPage("What is left to do", List(list), script: Script)
            : new HtmlPage("You are signed in", $"""<p>{HtmlPage.Text(error.Message)}</p><p><a href="/sign-in">Your session</a></p>""", AccountForm.StatusOf(context, error));
    }

    private static async Task<IResult> Create(HttpContext context, IRequests requests)
    {
        if (await PageForm.ReadAsync(context).ConfigureAwait(false) is not { } form) return SignInPage.ForeignForm;
        var request = new CreateFirstAdministrator { Token = form["token"].ToString(), Name = form["name"].ToString(), Password = form["password"].ToString(), Address = context.Address() };
        var result = await requests.SendAsync<CreateFirstAdministrator, UserInfo>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return result.TryGet(out var user, out var error)
            ? await AccountForm.SignInAsync(context, requests, user.Name, request.Password, "/setup").ConfigureAwait(false)
            : new HtmlPage(Heading, AccountForm.Html("/setup", request.Token, request.Name, error.Message), AccountForm.StatusOf(context, error));
    }

    private static HtmlPage NoLink { get; } = new(
        Heading,
        """
        <p>Open the set-up link that the server printed when it started. It works once.</p>
        <p>On the server itself this does the same:</p>
        <p><code>watchfloor admin create --user NAME --password-stdin</code></p>
        """,
        StatusCodes.Status401Unauthorized);

    private static string List(SetupSteps steps)
    {
        var html = new StringBuilder("<ol>\n");
        foreach (var step in steps.Steps)
        {
            html.Append(
                $"""
                <li data-done="{(step.Done ? "true" : "false")}"><span class="mark" aria-hidden="true"></span><span>
                <strong><span class="state">{(step.Done ? "Done" : "To do")}: </span>{HtmlPage.Text(step.Title)}</strong>
                <span class="hint">{HtmlPage.Text(step.Help)}</span></span></li>

                """);
        }

        return html.Append("</ol>\n<p><a href=\"/sign-in\">Your session</a></p>").ToString();
    }
}
