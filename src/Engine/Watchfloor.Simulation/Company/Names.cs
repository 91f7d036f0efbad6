namespace Watchfloor.Simulation.Company;

/// <summary>Names that people here have.</summary>
internal static class Names
{
    public static readonly string[] First =
    [
        "Ada", "Amir", "Anna", "Ben", "Carla", "Chen", "Clara", "Daniel", "Dina", "Elif", "Emil", "Eva", "Farid", "Felix", "Greta", "Hana",
        "Henrik", "Ida", "Ilse", "Ivan", "Jana", "Jonas", "Karim", "Kim", "Lars", "Lena", "Luis", "Maja", "Marco", "Maya", "Mei", "Mika",
        "Nadia", "Nils", "Nora", "Olga", "Oscar", "Paula", "Pavel", "Petra", "Rafael", "Rosa", "Samir", "Sara", "Simon", "Sofia", "Sven",
        "Tara", "Theo", "Tomas", "Uma", "Vera", "Viktor", "Wei", "Yara", "Yusuf", "Zoe",
    ];

    public static readonly string[] Last =
    [
        "Abel", "Adler", "Alvarez", "Bauer", "Becker", "Berg", "Bianchi", "Borg", "Brandt", "Castro", "Dahl", "Demir", "Dietrich", "Duarte",
        "Ebert", "Falk", "Ferrari", "Fischer", "Garcia", "Graf", "Haas", "Hansen", "Hoang", "Horvat", "Ito", "Jansen", "Kaya", "Keller",
        "Koch", "Kovac", "Kraus", "Lang", "Larsen", "Lind", "Lopez", "Maier", "Marin", "Meyer", "Moreau", "Nakamura", "Nguyen", "Novak",
        "Olsen", "Ortiz", "Peters", "Popov", "Reuter", "Rossi", "Sato", "Schulz", "Silva", "Sommer", "Stein", "Svensson", "Tan", "Torres",
        "Vogel", "Wagner", "Weber", "Winter", "Wolf", "Yilmaz", "Ziegler",
    ];
}
