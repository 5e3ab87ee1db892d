using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Callbacks;

/// <summary>What fit returns: the logs of each epoch as lists by name, in the order in which the names first came.</summary>
public sealed class History : Callback
{
    public History()
    {
    }

    /// <summary>TensorFlow.NET's form; fit gives the parameters anew.</summary>
    public History(CallbackParams parameters)
    {
        @params = parameters;
    }

    /// <summary>The epochs that were run.</summary>
    public List<int> epoch { get; } = [];

    public override void on_train_begin() => epoch.Clear();

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        this.epoch.Add(epoch);
        foreach ((string name, float value) in epoch_logs)
        {
            if (!history.TryGetValue(name, out List<float>? values))
                history[name] = values = [];
            values.Add(value);
        }
    }

    internal override void Save(StateWriter state)
    {
        state.SetIntegers("epoch", [.. epoch.Select(e => (long)e)]);
        state.Set("names", history.Count);
        int i = 0;
        foreach ((string name, List<float> values) in history)
        {
            StateWriter own = state.Group(StateReader.Numbered(i++));
            own.Set("name", name);
            own.SetFloats("values", [.. values]);
        }
    }

    internal override void Load(StateReader state)
    {
        epoch.Clear();
        epoch.AddRange(state.Int64s("epoch").Select(e => (int)e));
        history.Clear();
        for (int i = 0; i < state.Int64("names"); i++)
        {
            StateReader own = state.Group(StateReader.Numbered(i));
            history[own.Text("name")] = [.. own.Floats("values")];
        }
    }
}
