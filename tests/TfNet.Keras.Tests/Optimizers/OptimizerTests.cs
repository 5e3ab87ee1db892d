using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Optimizers;
using TfNet.LibTorch;
using TfNet.Tests;
using static Tensorflow.Binding;

namespace TfNet.Keras.Tests.Optimizers;

/// <summary>What golden schedules.json records as facts: rates, errors, missing gradients, names.</summary>
public class OptimizerTests
{
    private static readonly OptimizerApi s_optimizers = new();

    [Fact]
    public void The_rate_can_be_set_before_and_after_steps_in_every_form()
    {
        var optimizer = new SGD(0.1f);
        Assert.Equal(0.1f, (float)optimizer.lr);
        optimizer.lr.assign(0.5f);
        optimizer.apply_gradients((new Tensor([1f]), tf.Variable(new[] { 2f })));
        Assert.Equal(0.5f, optimizer.lr.AsTensor().ToArray<float>()[0]);
        optimizer.learning_rate = 0.25;
        Assert.Equal(0.25, (double)optimizer.lr);
        optimizer.learning_rate = new ExponentialDecay(0.1, 1, 0.5);
        Assert.Equal(0.1, (double)optimizer.lr);
    }

    [Fact]
    public void Under_a_schedule_the_rate_reads_as_that_of_the_last_step_and_is_not_settable()
    {
        var optimizer = new SGD(new ExponentialDecay(0.1, 1, 0.5));
        var w = tf.Variable(new[] { 1f });
        for (int i = 0; i < 3; i++)
            optimizer.apply_gradients((new Tensor([1f]), w));
        Assert.Equal(0.025f, (float)optimizer.lr);
        var e = Assert.Throws<TypeError>(() => optimizer.learning_rate = 0.1f);
        Assert.Contains("created with a `LearningRateSchedule` object", e.Message);
    }

    [Fact]
    public void Floats_mean_the_decimals_they_were_written_as()
    {
        var optimizer = (Adam)s_optimizers.Adam(0.001f, 0.9f, 0.999f);
        Assert.Equal(0.9, optimizer.beta_1);
        Assert.Equal(0.999, optimizer.beta_2);
        Assert.Equal(1e-7, optimizer.epsilon);
        Assert.Equal(0.001, optimizer.lr.Value);
    }

    [Fact]
    public void Overloads_choose_by_their_arguments()
    {
        Assert.Equal(0.001f, (float)s_optimizers.Adam().learning_rate);
        Assert.Equal(0.01f, (float)s_optimizers.Adam(0.01).learning_rate);
        Assert.Equal(1.5, s_optimizers.Adam(clipnorm: 1.5).clipnorm);
        Assert.NotNull(s_optimizers.SGD(s_optimizers.schedules.CosineDecay(0.1, 10), momentum: 0.9).learning_rate.Schedule);
        Assert.Equal(0.2f, (float)s_optimizers.RMSprop(learning_rate: 0.2f, rho: 0.8f).learning_rate);
        Assert.Equal(100, s_optimizers.RMSprop().ema_overwrite_frequency);
        Assert.Equal(0.3f, (float)new RMSprop(new RMSpropArgs { LearningRate = 0.3f }).learning_rate);
        Assert.Equal(0.004, s_optimizers.AdamW().weight_decay);
        Assert.Equal(0.7, ((SGD)s_optimizers.SGD(0.1f, 0.7f)).momentum);
        Assert.True(new SGD(0.1f, 0.9f, true).nesterov);
    }

    [Fact]
    public void Missing_gradients_warn_and_all_missing_is_an_error()
    {
        var (a, b) = (tf.Variable(new[] { 1f }, name: "a"), tf.Variable(new[] { 1f }, name: "b"));
        var optimizer = new SGD(1f);
        using (Warnings.Capture warnings = Warnings.Listen())
        {
            optimizer.apply_gradients([(new Tensor([1f]), (IVariableV1)a), (null!, b)]);
            Assert.Contains("Gradients do not exist for variables ['b:0']", Assert.Single(warnings.Messages));
        }
        Assert.Equal(0f, (float)a.AsTensor());
        Assert.Equal(1f, (float)b.AsTensor());
        var e = Assert.Throws<ValueError>(() => optimizer.apply_gradients([(null!, (IVariableV1)a)]));
        Assert.Contains("No gradients provided for any variable: (['a:0'],)", e.Message);
        optimizer.apply_gradients(Array.Empty<(Tensor, IVariableV1)>());
        Assert.Equal(1, (long)optimizer.iterations.AsTensor());
    }

    [Fact]
    public void Errors_name_what_was_expected_and_received()
    {
        var w = tf.Variable(new[] { 1f, 2f }, name: "w");
        Check<ValueError>(() => new SGD(clipnorm: 1, global_clipnorm: 1),
            "At most one of `clipnorm` and `global_clipnorm` can be set. Received: clipnorm=1, global_clipnorm=1.");
        Check<ValueError>(() => new SGD(0.1f, 0f, false, 0.1f), "decay is deprecated in the new Keras optimizer");
        Check<ValueError>(() => new SGD(momentum: 1.5), "`momentum` must be between [0, 1].");
        Check<ValueError>(() => new AdamW(weight_decay: null),
            "Missing value of `weight_decay` which is required and must be a float value.");
        Check<ValueError>(() => new Lion(beta_1: 0), "`beta_1`=0 must be between ]0, 1].");
        Check<ValueError>(() => new PiecewiseConstantDecay([1], [1]), "1 less than the length of values");
        Check<ValueError>(() => new ExponentialDecay(1, 0, 1), "ExponentialDecay: argument decay_steps: expected a value > 0; received 0");
        Check<InvalidArgumentError>(() => new SGD(1f).apply_gradients((new Tensor([1f]), w)),
            "expected a gradient of shape (2,) float32 for variable 'w:0'; received (1,) float32");
        var built = new AdamW();
        built.build([w]);
        Check<ValueError>(() => built.exclude_from_weight_decay(var_names: ["b"]), "can only be configued before the optimizer is built");
        Check<ValueError>(() => new AdamW().exclude_from_weight_decay(var_names: ["("]), "expected a regular expression; received '('");
        Check<KeyError>(() => built.apply_gradients((new Tensor([1f]), tf.Variable(new[] { 1f }, name: "z"))),
            "The optimizer cannot recognize variable z:0.");
    }

    [Fact]
    public void Names_find_what_keras_finds_by_name()
    {
        foreach (string name in new[] { "sgd", "SGD", "Adam", "adam", "RMSprop", "rmsprop", "nadam", "ftrl", "Adagrad", "adadelta",
            "adamax" })
            Assert.Equal(name, s_optimizers.get(name).GetType().Name, ignoreCase: true);
        foreach (string name in new[] { "adamw", "AdamW", "lion", "adafactor", "foo" })
            Check<ValueError>(() => s_optimizers.get(name), $"Unknown optimizer: '{name}'");
    }

    [Fact]
    public void Configs_make_the_same_optimizer_again()
    {
        OptimizerV2[] all =
        [
            new SGD(new ExponentialDecay(0.1, 10, 0.5), momentum: 0.5, nesterov: true), new Adam(amsgrad: true, clipvalue: 2),
                new AdamW(0.01f, 0.02f), new RMSprop(centered: true),
            new Adagrad(), new Adadelta(0.5), new Adamax(), new Nadam(), new Ftrl(beta: 0.5), new Lion(use_ema: true),
                new Adafactor(relative_step: false),
        ];
        foreach (OptimizerV2 optimizer in all)
        {
            var again = (OptimizerV2)s_optimizers.get((object)optimizer.Serialize());
            Assert.Equal(optimizer.GetType(), again.GetType());
            Assert.Equal(GoldenValues.Text(optimizer.get_config()), GoldenValues.Text(again.get_config()));
        }
    }

    [Fact]
    public void Variables_are_named_after_the_step_or_without_prefix_after_a_bare_build()
    {
        var (a, b) = (tf.Variable(new[] { 1f }, name: "a"), tf.Variable(new[] { 1f }, name: "b"));
        var adam = new Adam();
        Assert.Equal(["iteration:0"], adam.variables.Select(v => v.Name));
        adam.build([a, b]);
        Assert.Equal(["iteration:0", "m/a:0", "v/a:0", "m/b:0", "v/b:0"], adam.variables.Select(v => v.Name));
        Assert.Equal("m/b:0", adam.get_slot(b, "m").Name);
        Assert.Equal("extra/b:0", adam.add_slot(b, "extra").Name);
        Check<KeyError>(() => adam.get_slot(b, "none"), "has no slot 'none'");
    }

    [Fact]
    public void Steps_inside_a_scope_keep_their_state_and_leave_nothing_else()
    {
        var w = tf.Variable(new[] { 1f, 2f });
        var optimizer = new Adam(0.1f);
        Step();
        long live = LiveTensors.Settled();
        for (int i = 0; i < 5; i++)
            Step();
        Assert.Equal(live, TensorHandle.Live);
        Assert.Equal(6, (long)optimizer.iterations.AsTensor());

        void Step()
        {
            using var scope = new Scope("step");
            using var tape = tf.GradientTape();
            Tensor loss = w.AsTensor() * w;
            optimizer.minimize(loss, [w], tape);
        }
    }

    [Fact]
    public void Slots_lie_in_memory_as_their_variable_does()
    {
        var value = new Tensor([.. Enumerable.Range(0, 54).Select(i => (float)i)], (3, 3, 2, 3));
        var kernel = new ResourceVariable(value, true, "kernel:0", WeightLayout.ConvKernel);
        var optimizer = new Adam();
        optimizer.build([kernel]);
        Assert.True(Layout.SameStrides(kernel.Handle, optimizer.get_slot(kernel, "v").Handle));
    }

    [Fact]
    public void A_constraint_is_applied_after_the_step()
    {
        var w = tf.Variable(new[] { 1f });
        w.Constraint = x => x * 0;
        new SGD(0.1f).apply_gradients((new Tensor([1f]), w));
        Assert.Equal(0f, (float)w.AsTensor());
    }

    [Fact]
    public void Weights_go_out_and_in()
    {
        var w = tf.Variable(new[] { 1f, 2f });
        var (first, second) = (new Adam(0.1f), new Adam(0.1f));
        first.apply_gradients((new Tensor([1f, -1f]), w));
        second.build([w]);
        second.set_weights(first.get_weights());
        Assert.Equal(1, (long)second.iterations.AsTensor());
        Assert.Equal(first.variables[1].AsTensor().ToArray<float>(), second.variables[1].AsTensor().ToArray<float>());
        Check<ValueError>(() => second.set_weights([]), "expected 3 tensors, one for each variable; received 0");
    }

    private static void Check<T>(Func<object> make, string text)
        where T : Exception => Check<T>((Action)(() => _ = make()), text);

    private static void Check<T>(Action action, string text)
        where T : Exception
    {
        T e = Assert.Throws<T>(action);
        Assert.Contains(text, e.Message);
    }
}
