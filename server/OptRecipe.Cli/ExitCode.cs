namespace OptRecipe.Cli;

/// <summary>What a command returns to its caller; of several the highest counts.</summary>
internal static class ExitCode
{
    public const int Fine = 0;
    /// <summary>Errors were found, or compared files differ.</summary>
    public const int Errors = 1;
    /// <summary>Wrong usage or unreadable input.</summary>
    public const int Usage = 2;
    public const int BudgetBroken = 3;
    public const int Internal = 4;
    public const int RunFailed = 5;
    public const int Cancelled = 130;
}
