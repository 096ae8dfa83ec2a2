"""Remove what a new Wagtail database brings against the rules: a default Site, a welcome page, two groups with
permissions on the root, a workflow on the root, a live root page. Does nothing where other pages exist."""

from django.db import migrations


def clean(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page")
    if page.objects.filter(depth__gt=2).exists() or page.objects.filter(depth=2).count() > 1:
        return
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    page.objects.filter(depth=2).delete()
    page.objects.filter(depth=1).update(numchild=0, live=False)
    apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Editors"]).delete()
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask", "Task"):
        apps.get_model("wagtailcore", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailadmin", "0006_formstate"),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
