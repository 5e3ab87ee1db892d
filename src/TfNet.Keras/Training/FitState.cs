using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Saving;
using TfNet.Formats;
using TfNet.Formats.Hdf5;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// A run of fit as a file, from which another process goes on as if nothing had happened: weights, optimizer, random generators, places in
/// the data, callbacks, and within an epoch the metrics. An HDF5 file, replaced in one step.
/// </summary>
internal sealed class FitState(Model model, Trainer trainer, DataHandler data, Func<DataHandler>? validation, CallbackList callbacks)
{
    private const string Format = "keras training state";
    private const int Version = 1;

    /// <summary>The validation's data, opened at first use; null: there is no validation.</summary>
    internal DataHandler? Validation => validation is null ? null : OpenValidation ??= validation();

    internal DataHandler? OpenValidation { get; private set; }

    /// <summary>Writes the state.</summary>
    /// <param name="path">The file.</param>
    /// <param name="epoch">The present one.</param>
    /// <param name="nextStep">Its batch to go on with; null: the epoch is over.</param>
    internal void Save(string path, int epoch, int? nextStep)
    {
        var file = new Hdf5Writer();
        var root = new StateWriter(file.Root);
        root.Set("format", Format);
        root.Set("version", Version);
        root.Set("epoch", epoch);
        root.Set("next_step", nextStep ?? -1);
        root.SetTensors("weights", [.. Weights().Select(w => w.Handle)]);
        OptimizerV2 optimizer = Optimizer();
        StateWriter saved = root.Group("optimizer");
        saved.Set("class", optimizer.ClassName);
        saved.Set("learning_rate", optimizer.learning_rate.Value);
        saved.SetTensors("variables", [.. optimizer.variables.Select(v => v.Handle)]);
        if (nextStep is not null)
            MetricStates.Save(model, root.Group("metrics"));
        data.Save(root.Group("data"), inMiddle: nextStep is not null);
        OpenValidation?.Save(root.Group("validation"), inMiddle: false);
        foreach ((string name, Callback callback) in Named())
            callback.Save(root.Group("callbacks_" + name));
        RandomStates.Now().Save(root.Group("random"));
        file.Save(path);
    }

    /// <summary>Takes over a saved state; on an error in the file the model's weights are unchanged.</summary>
    internal void Restore(string path)
    {
        using Hdf5File file = Hdf5File.Open(path, new Limits { MaxTotalBytes = long.MaxValue });
        var root = new StateReader(file.Root, path);
        if (!root.Has("format") || root.Text("format") != Format || root.Int64("version") != Version)
            throw new ValueError($"training state '{path}': expected a file of BackupAndRestore, version {Version}. Delete it to train anew.");
        long epoch = root.Int64("epoch"), next = root.Int64("next_step");
        RandomStates random = RandomStates.Load(root.Group("random"));
        bool inMiddle = next >= 0;
        // A batch goes through the model untrained, which makes its weights and metrics.
        if (inMiddle || !model.Built)
            data.Sample(trainer.Prime);
        // Opening the validation may draw; it did so in the first run, too.
        DataHandler? held = root.Has("validation") ? Validation : null;
        held?.Load(root.Group("validation"));
        random.Restore();
        data.Resume(root.Group("data"), checked((int)(inMiddle ? epoch : epoch + 1)), checked((int)Math.Max(next, 0)), inMiddle);
        if (data.Replayed)
            random.Restore();
        Assign(root, inMiddle);
    }

    private void Assign(StateReader root, bool inMiddle)
    {
        using var scope = new Scope("restore");
        ResourceVariable[] weights = [.. Weights()];
        Tensor[] values = Fitting(root, "weights", weights, $"model '{model.Name}'");
        OptimizerV2 optimizer = Optimizer();
        StateReader saved = root.Group("optimizer");
        if (saved.Text("class") != optimizer.ClassName)
            throw root.Wrong("optimizer", $"{optimizer.ClassName}, as compiled; the file has {saved.Text("class")}. Delete it to train anew");
        optimizer.MakeSlots(model.Compiled.FindVariables(model));
        Tensor[] slots = Fitting(saved, "variables", optimizer.variables, $"optimizer '{optimizer.name}'");
        double rate = saved.Double("learning_rate");

        for (int i = 0; i < weights.Length; i++)
            weights[i].assign(values[i], read_value: false);
        for (int i = 0; i < slots.Length; i++)
            optimizer.variables[i].assign(slots[i], read_value: false);
        optimizer.learning_rate.Restore(rate);
        if (inMiddle)
            MetricStates.Load(model, root.Group("metrics"));
        foreach ((string name, Callback callback) in Named())
            if (root.Has("callbacks_" + name))
                callback.Load(root.Group("callbacks_" + name));
    }

    private static Tensor[] Fitting(StateReader state, string name, IReadOnlyList<ResourceVariable> variables, string owner)
    {
        Tensor[] values = state.Tensors(name);
        if (values.Length != variables.Count)
            throw state.Wrong(name, $"{variables.Count} tensors, one for each variable of {owner}; the file has {values.Length}. "
                + "Delete it to train anew");
        for (int i = 0; i < values.Length; i++)
        {
            ResourceVariable v = variables[i];
            if (values[i].shape != v.shape || values[i].dtype != v.dtype)
                throw state.Wrong(name, $"{v.shape} {v.dtype.as_numpy_name()} for '{v.Name}' of {owner}; the file has {values[i].shape} "
                    + $"{values[i].dtype.as_numpy_name()}. Delete it to train anew");
        }
        return values;
    }

    private IEnumerable<ResourceVariable> Weights() => model.Weights.Cast<ResourceVariable>();

    private OptimizerV2 Optimizer() => model.Compiled.Optimizer as OptimizerV2
        ?? throw new ValueError($"BackupAndRestore: expected an optimizer of this library; received {model.Compiled.Optimizer.GetType().Name}");

    /// <summary>The callbacks by class and by number within the class: those of another run have other objects.</summary>
    private IEnumerable<(string Name, Callback Callback)> Named() => callbacks.callbacks.OfType<Callback>().GroupBy(c => c.GetType().Name)
        .SelectMany(g => g.Select((c, i) => ($"{g.Key}_{i}", c)));
}
