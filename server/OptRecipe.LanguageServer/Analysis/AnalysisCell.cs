using OptRecipe.LanguageServer.Documents;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Analysis;

/// <summary>Both stages of the analysis of one document version, each computed at most once, by whoever asks first. A cancelled computation leaves the cell as it was. Thread-safe.</summary>
public sealed class AnalysisCell(IAnalyzer analyzer, DocumentUri uri, SourceText text, IFileSource files)
{
    private const int MillisecondsBetweenLooks = 20;
    private readonly object _gate = new();
    private readonly TaskCompletionSource _modelKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IAnalysis? _text, _model;
    private bool _isAwaited;

    /// <summary>The files as this recipe may see them.</summary>
    public IFileSource Files => files;

    /// <summary>What the text alone says.</summary>
    public IAnalysis Text(CancellationToken cancellation)
    {
        if (_text is { } known) return known;
        Enter(cancellation);
        try
        {
            return _text ??= analyzer.AnalyzeText(uri, text);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>What the text, the model and the targets say.</summary>
    public IAnalysis Model(CancellationToken cancellation)
    {
        if (_model is { } known) return known;
        var stage = Text(cancellation);
        Enter(cancellation);
        try
        {
            var model = _model ??= analyzer.AnalyzeModel(stage, files, cancellation);
            _modelKnown.TrySetResult();
            return model;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>What the text, the model and the targets say; where a bug of ours stops the model's stage, what the text says.</summary>
    public IAnalysis WhatCanBe(CancellationToken cancellation)
    {
        try
        {
            return Model(cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whoever checks the document for its own sake meets the same bug and logs it.
            return Text(cancellation);
        }
    }

    /// <summary>What the model says when somebody else has found that out in time, else what the text says; <see cref="TakeAwaited"/> then tells him that the rest is still wanted.</summary>
    public IAnalysis ModelOrText(TimeSpan patience, CancellationToken cancellation)
    {
        var text = Text(cancellation);
        _modelKnown.Task.Wait(patience, cancellation);
        lock (_modelKnown)
        {
            if (_model is { } known) return known;
            _isAwaited = true;
            return text;
        }
    }

    /// <summary>Whether somebody went away with the text's part only; true once for each such time.</summary>
    public bool TakeAwaited()
    {
        lock (_modelKnown)
        {
            var wasAwaited = _isAwaited;
            _isAwaited = false;
            return wasAwaited;
        }
    }

    // Somebody else may be computing for a long time; whoever waits for him can still be cancelled.
    private void Enter(CancellationToken cancellation)
    {
        while (!Monitor.TryEnter(_gate, MillisecondsBetweenLooks)) cancellation.ThrowIfCancellationRequested();
    }
}
