using OptRecipe.Engine.Threading;

namespace OptRecipe.Engine.Tests.Interpretation;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_part_of_every_work_is_done_once(int threadCount)
    {
        using var pool = new WorkerPool(threadCount);
        var work = new Counter(threadCount);
        var random = new Random(3);
        for (var round = 1; round <= 150; round++)
        {
            pool.Run(work);
            Assert.All(work.Counts, count => Assert.Equal(round, count));
            // Long enough now and then for the workers to fall asleep.
            if (random.Next(20) == 0) Thread.Sleep(2);
        }
    }

    [Fact]
    public void An_exception_of_a_part_reaches_the_caller_and_the_pool_goes_on()
    {
        using var pool = new WorkerPool(3);
        for (var part = 0; part < 3; part++) Assert.Equal($"part {part}", Assert.Throws<InvalidOperationException>(() => pool.Run(new Thrower(part))).Message);
        var work = new Counter(3);
        pool.Run(work);
        Assert.All(work.Counts, count => Assert.Equal(1, count));
    }

    private sealed class Counter(int threadCount) : IParallelWork
    {
        public int[] Counts { get; } = new int[threadCount];

        public void Run(int part, int partCount)
        {
            Assert.Equal(threadCount, partCount);
            Counts[part]++;
        }
    }

    private sealed class Thrower(int thrower) : IParallelWork
    {
        public void Run(int part, int partCount)
        {
            if (part == thrower) throw new InvalidOperationException($"part {part}");
        }
    }
}
