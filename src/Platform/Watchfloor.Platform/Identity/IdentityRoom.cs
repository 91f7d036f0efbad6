using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Identity.Http;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity;

/// <summary>Who may come in: users, tokens, and how a request shows which it is.</summary>
public static class IdentityRoom
{
    /// <summary>Its tables.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("identity", typeof(IdentityRoom));

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton<LocalCredential>().AddSingleton<TokenStore>().AddSingleton<UserStore>().AddSingleton<TokenDirectory>();
        return services.AddHostedService(s => s.GetRequiredService<TokenDirectory>())
            .AddHandler<CreateToken, NewToken, TokenStore>()
            .AddHandler<ListTokens, Page<TokenInfo>, TokenStore>()
            .AddHandler<RevokeToken, Done, TokenStore>()
            .ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, TokensJson.Default));
    }

    /// <summary>Finds out who sends each request. Before anything that answers one.</summary>
    public static IApplicationBuilder UseWatchfloorAuthentication(this IApplicationBuilder app) => app.UseMiddleware<AuthenticationMiddleware>();

    /// <summary>Maps its routes.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder endpoints) => endpoints.MapTokens();
}
