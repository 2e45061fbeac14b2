namespace OptRecipe.Recipe.Schema;

public enum Availability
{
    Available,
    /// <summary>Known and not acted on; the result is right without it: a warning says so.</summary>
    Ignored,
    /// <summary>Known and not acted on; the result would be wrong without it: an error.</summary>
    Refused,
}

/// <summary>A key of a recipe: a row of the table that validation, completion, hover and the JSON schema read.</summary>
/// <param name="Description">Whole sentences in Markdown, for hover.</param>
public sealed record SchemaKey(string Name, SchemaType Type, string Description)
{
    /// <summary>The name as messages write it.</summary>
    public string Quoted { get; } = $"`{Name}`";
    /// <summary>As one would write it; null when nothing is assumed.</summary>
    public string? Default { get; init; }
    public bool IsRequired { get; init; }
    /// <summary>The kind's bare word is not enough.</summary>
    public bool NeedsValue { get; init; }
    public string Since { get; init; } = "0.1";
    public Availability Availability { get; init; }
}

/// <summary>A word or a file extension that may be written.</summary>
public sealed record AllowedValue(string Name, string Description)
{
    public Availability Availability { get; init; }
}
