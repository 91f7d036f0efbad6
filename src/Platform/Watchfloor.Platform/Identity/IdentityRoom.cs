using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access;
using Watchfloor.Platform.Access.Http;
using Watchfloor.Platform.Access.Http.Idempotency;
using Watchfloor.Platform.Identity.Http;
using Watchfloor.Platform.Identity.Invitations;
using Watchfloor.Platform.Identity.Pages;
using Watchfloor.Platform.Identity.Sessions;
using Watchfloor.Platform.Identity.Setup;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.Identity.Totp;
using Watchfloor.Platform.Identity.Users;
using Watchfloor.Platform.Ledger.Erasure;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity;

/// <summary>Who may come in: users, invitations, sessions, tokens, and how a request shows which it is.</summary>
public static class IdentityRoom
{
    /// <summary>Its tables.</summary>
    public static StateSchema Schema { get; } = StateSchema.FromResources("identity", typeof(IdentityRoom));

    /// <summary>Adds its parts. The host has registered the state, the ledger, the data directory and the clock.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IdentityOptions? options = null)
    {
        services.AddSingleton(options ?? new IdentityOptions());
        services.AddSingleton<LocalCredential>().AddSingleton<TokenStore>().AddSingleton<TokenDirectory>().AddSingleton<SessionReader>();
        services.AddSingleton<UserStore>().AddSingleton<PasswordGate>().AddSingleton<AttemptLimit>().AddSingleton<TotpCheck>().AddSingleton<SetupLink>();
        services.AddSingleton<RefusalRecorder>().AddHostedService(s => s.GetRequiredService<RefusalRecorder>());
        services.AddHostedService(s => s.GetRequiredService<TokenDirectory>());
        services.AddSingleton<IPersonEraser, UserEraser>();
        services.AddSecretKeys();
        return services.AddHandlers().ConfigureHttpJsonOptions(o =>
        {
            var chain = o.SerializerOptions.TypeInfoResolverChain;
            chain.Insert(0, TokensJson.Default);
            chain.Insert(0, UsersJson.Default);
            chain.Insert(0, InvitationsJson.Default);
            chain.Insert(0, SessionsJson.Default);
            chain.Insert(0, TotpJson.Default);
            chain.Insert(0, SetupJson.Default);
        });
    }

    /// <summary>Finds out who sends each request and whether he may. After routing, before anything that answers.</summary>
    public static IApplicationBuilder UseWatchfloorAuthentication(this IApplicationBuilder app) =>
        app.UseMiddleware<AuthenticationMiddleware>().UseMiddleware<PermissionMiddleware>().UseMiddleware<IdempotencyMiddleware>();

    /// <summary>Maps its routes and pages.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSessions();
        endpoints.MapUsers();
        endpoints.MapInvitations();
        endpoints.MapTokens();
        endpoints.MapSetup();
        endpoints.MapSetupPage();
        endpoints.MapSignInPage();
        endpoints.MapInvitationPage();
    }

    private static IServiceCollection AddHandlers(this IServiceCollection services) => services
        .AddHandler<CreateToken, NewToken, TokenStore>()
        .AddHandler<ListTokens, Page<TokenInfo>, TokenStore>()
        .AddHandler<RevokeToken, Done, TokenStore>()
        .AddHandler<ListUsers, Page<UserInfo>, UserHandlers>()
        .AddHandler<GetUser, UserInfo, UserHandlers>()
        .AddHandler<ChangeUser, UserInfo, UserHandlers>()
        .AddHandler<UnlockUser, Done, UserHandlers>()
        .AddHandler<CreateInvitation, NewInvitation, InvitationHandlers>()
        .AddHandler<ListInvitations, Page<InvitationInfo>, InvitationHandlers>()
        .AddHandler<RevokeInvitation, Done, InvitationHandlers>()
        .AddHandler<AcceptInvitation, UserInfo, InvitationHandlers>()
        .AddHandler<SignIn, StartedSession, SignInHandler>()
        .AddHandler<GetSession, CurrentSession, SessionHandlers>()
        .AddHandler<ListSessions, Page<SessionInfo>, SessionHandlers>()
        .AddHandler<EndSession, Done, SessionHandlers>()
        .AddHandler<ChangePassword, Done, SessionHandlers>()
        .AddHandler<EnrolTotp, TotpEnrolment, TotpHandlers>()
        .AddHandler<ConfirmTotp, RecoveryCodes, TotpHandlers>()
        .AddHandler<RemoveTotp, Done, TotpHandlers>()
        .AddHandler<GetSetup, SetupState, SetupHandlers>()
        .AddHandler<CreateFirstAdministrator, UserInfo, SetupHandlers>()
        .AddHandler<ListSetupSteps, SetupSteps, SetupHandlers>();

    /// <summary>The keys that secrets in the state are encrypted with. They stand beside it, not in it, so that a copy of the database gives none away.</summary>
    private static void AddSecretKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("watchfloor");
        services.AddOptions<KeyManagementOptions>().Configure<DataDirectory, ILoggerFactory>((keys, data, loggers) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(Path.Combine(data.Keys, "secrets")), loggers));
        // It warns that the keys are not encrypted themselves; the folder is its owner's alone.
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }
}
