using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Identity.Http;

namespace Watchfloor.Platform.Identity.Pages;

/// <summary><c>/invitation</c>: makes the account that an invitation is for.</summary>
internal static class InvitationPage
{
    private const string Heading = "Create your account";

    /// <summary>Maps the page.</summary>
    public static void MapInvitationPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/invitation", Show).RequirePermission(Permission.Anonymous).ExcludeFromDescription();
        endpoints.MapPost("/invitation", Accept).RequirePermission(Permission.Anonymous).WithMetadata(PageForm.Instance).ExcludeFromDescription();
    }

    private static HtmlPage Show(string? token) => new(Heading, AccountForm.Html("/invitation", token, name: null, fault: null));

    private static async Task<IResult> Accept(HttpContext context, IRequests requests)
    {
        if (await PageForm.ReadAsync(context).ConfigureAwait(false) is not { } form) return SignInPage.ForeignForm;
        var request = new AcceptInvitation { Token = form["token"].ToString(), Name = form["name"].ToString(), Password = form["password"].ToString(), Address = context.Address() };
        var result = await requests.SendAsync<AcceptInvitation, UserInfo>(request, context.Actor(), context.RequestAborted).ConfigureAwait(false);
        return result.TryGet(out var user, out var error)
            ? await AccountForm.SignInAsync(context, requests, user.Name, request.Password, "/setup").ConfigureAwait(false)
            : new HtmlPage(Heading, AccountForm.Html("/invitation", request.Token, request.Name, error.Message), AccountForm.StatusOf(context, error));
    }
}
