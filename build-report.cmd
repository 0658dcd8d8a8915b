@echo off
rem Build the report by a double click; the first time, set the program up beside this file.
rem The words stand in templates, since this file must be plain ASCII.
chcp 65001 >nul
cd /d "%~dp0"
if exist ".venv\Scripts\build-report.exe" goto run

set "PYTHON=py -3"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto setup
set "PYTHON=python"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && goto setup
type "templates\windows\no-python.txt"
goto failed

:setup
type "templates\windows\first-use.txt"
%PYTHON% -m venv .venv || goto unfinished
".venv\Scripts\python.exe" -m pip install -q -c constraints.txt . || goto unfinished

:run
".venv\Scripts\build-report.exe" %*
set "CODE=%ERRORLEVEL%"
if not "%~1"=="" exit /b %CODE%
if "%CODE%"=="0" start "" outbox
pause
exit /b %CODE%

:unfinished
type "templates\windows\unfinished.txt"

:failed
if "%~1"=="" pause
exit /b 1
