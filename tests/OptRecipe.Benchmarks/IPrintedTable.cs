namespace OptRecipe.Benchmarks;

/// <summary>What a suite has measured.</summary>
internal interface IPrintedTable
{
    void Print(TextWriter writer);
}
