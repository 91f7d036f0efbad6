using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Identity.Sessions;

/// <summary>The session that a request's cookie stands for.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Actor">Who signed in.</param>
/// <param name="AntiForgery">What a request that changes something must bring along.</param>
internal sealed record OpenSession(string Id, Actor Actor, string AntiForgery);
