using System.Runtime.ExceptionServices;
using Tensorflow.Framework.Models;
using TfNet.Data;

namespace Tensorflow;

/// <summary>Makes elements ahead on a background thread.</summary>
internal sealed class PrefetchDataset : DatasetV2
{
    private const int Default = 2;
    private readonly int _ahead;

    internal PrefetchDataset(DatasetV2 input, int ahead)
        : base(input)
    {
        if (ahead < -1)
            throw new InvalidArgumentError($"prefetch: argument buffer_size: expected at least 0, or -1; received {ahead}");
        _ahead = ahead == -1 ? Default : ahead;
    }

    internal override long Size => Input.Size;

    private protected override TensorSpec[] ComputeSpec() => Input.element_spec;

    internal override IEnumerator<Part[]> Open()
    {
        if (_ahead == 0)
            return Input.Open();
        DatasetV2 input = Input;
        return Ahead.Of(Input.Open, p => Array.ForEach(p, x => x.Release()), _ahead, hostSide: true);
    }
}

/// <summary>Walks an enumerator on a background thread, a bounded number of elements ahead of its consumer.</summary>
internal static class Ahead
{
    /// <summary>The elements of <paramref name="open"/>; those never asked for are given to <paramref name="release"/>.</summary>
    internal static IEnumerator<T> Of<T>(Func<IEnumerator<T>> open, Action<T> release, int ahead, bool hostSide)
    {
        using var queue = new BoundedQueue<T>(open, release, ahead, hostSide);
        while (queue.TryTake(out T item))
            yield return item;
    }

    private sealed class BoundedQueue<T> : IDisposable
    {
        private readonly Queue<T> _ready = new();
        private readonly Func<IEnumerator<T>> _open;
        private readonly Action<T> _release;
        private readonly int _bound;
        private ExceptionDispatchInfo? _failure;
        private bool _finished;
        private bool _stopped;

        internal BoundedQueue(Func<IEnumerator<T>> open, Action<T> release, int bound, bool hostSide)
        {
            (_open, _release, _bound) = (open, release, bound);
            new Thread(() => Run(hostSide)) { IsBackground = true, Name = "tf.data prefetch" }.Start();
        }

        internal bool TryTake(out T item)
        {
            lock (_ready)
            {
                while (_ready.Count == 0 && !_finished)
                    Monitor.Wait(_ready);
                bool any = _ready.TryDequeue(out item!);
                Monitor.PulseAll(_ready);
                if (!any)
                    _failure?.Throw();
                return any;
            }
        }

        public void Dispose()
        {
            lock (_ready)
            {
                _stopped = true;
                while (_ready.TryDequeue(out T? item))
                    _release(item);
                Monitor.PulseAll(_ready);
            }
        }

        private void Run(bool hostSide)
        {
            try
            {
                if (hostSide)
                {
                    using HostSide host = HostSide.Enter();
                    Walk();
                }
                else
                {
                    Walk();
                }
            }
#pragma warning disable CA1031 // Thrown again in the thread that asks for the element.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
            lock (_ready)
            {
                _finished = true;
                Monitor.PulseAll(_ready);
            }
        }

        private void Walk()
        {
            using IEnumerator<T> source = _open();
            while (Room() && source.MoveNext())
            {
                lock (_ready)
                {
                    if (_stopped)
                    {
                        _release(source.Current);
                        return;
                    }
                    _ready.Enqueue(source.Current);
                    Monitor.PulseAll(_ready);
                }
            }
        }

        private bool Room()
        {
            lock (_ready)
            {
                while (_ready.Count >= _bound && !_stopped)
                    Monitor.Wait(_ready);
                return !_stopped;
            }
        }
    }
}
