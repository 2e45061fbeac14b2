namespace OptRecipe.Recipe;

/// <summary>What a recipe's file is for.</summary>
public enum RecipeRole
{
    /// <summary>Something to run: it needs a model, of its own or of a recipe that it uses.</summary>
    Whole,
    /// <summary>Taken in by another recipe: it says what it wants to.</summary>
    Part,
    /// <summary>For every model: it names none, and no data.</summary>
    Preset,
}
